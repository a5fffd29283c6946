import { expect, test } from 'bun:test';
import { runProgram } from './testing/program';

/** Does the same with whatever tracer there is, and tells what it saw. */
const PROGRAM = `
	const { context, ROOT_CONTEXT, trace, TraceFlags } = await import('@opentelemetry/api');
	const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED };
	const within = trace.setSpanContext(ROOT_CONTEXT, remote);
	const tracer = trace.getTracer('tested');
	const seen = [];
	const see = (span) => seen.push([span.isRecording(), span.spanContext(), trace.getActiveSpan()?.spanContext()]);
	see(tracer.startSpan('a'));
	see(tracer.startSpan('b', {}, within));
	see(tracer.startSpan('c', { root: true }, within));
	const inner = () => {
		tracer.startActiveSpan('d', see);
		tracer.startActiveSpan('e', { attributes: { a: 1 } }, see);
		tracer.startActiveSpan('f', { root: true }, see);
		tracer.startActiveSpan('g', {}, within, see);
		tracer.startActiveSpan('h', (span) => tracer.startActiveSpan('i', see) && see(span));
	};
	inner();
	context.with(within, inner);
	tracer.startActiveSpan('j', inner);
	const later = await tracer.startActiveSpan('k', async (span) => {
		await new Promise((resolve) => setTimeout(resolve));
		return trace.getActiveSpan()?.spanContext();
	});
	try {
		tracer.startActiveSpan('l', () => { throw new Error('thrown'); });
	} catch (error) {
		seen.push(error.message);
	}
	console.log(JSON.stringify({ seen, later, returned: tracer.startActiveSpan('m', () => 7) }));
`;

/** The API's own no-op tracer, with a context manager as there is one where telemetry is switched off. */
const OFFICIAL = `
	const { LeanContextManager } = await import('./src/telemetry/contextManager.ts');
	(await import('@opentelemetry/api')).context.setGlobalContextManager(new LeanContextManager());
`;

test('switched off, tracers do what the no-op tracers of the API do', async () => {
	const ours = await runProgram(PROGRAM, { OTEL_SDK_DISABLED: 'true' });
	const theirs = await runProgram(OFFICIAL + PROGRAM, {}, false);
	expect(JSON.parse(ours.stdout)).toEqual(JSON.parse(theirs.stdout));
	expect(ours.stderr).toBe(theirs.stderr);
});

// Tells what telemetry has done in a process whose Bun traces by itself.
import { context, diag, metrics, ROOT_CONTEXT, trace, type ContextManager } from '@opentelemetry/api';
import { getTelemetry } from '../../../src/telemetry/handle';

const { untouched } = globalThis as unknown as { untouched: object };
const now = { serve: Bun.serve, SQL: Bun.SQL, fetch: globalThis.fetch };
const patched = Object.entries(now).flatMap(([name, value]) =>
	Reflect.get(untouched, name) === value ? [] : [name],
);

/** The API takes one context manager only: the native tracer's own. */
const native: ContextManager = {
	active: () => ROOT_CONTEXT,
	with: (_, fn, self, ...args) => fn.apply(self as never, args),
	bind: (_, target) => target,
	enable: () => native,
	disable: () => native,
};
diag.disable();

const server = Bun.serve({ port: 0, fetch: () => new Response('answered') });
const answer = await (await fetch(server.url)).text();
await server.stop();
await getTelemetry()?.shutdown();

console.log(
	JSON.stringify({
		answer,
		patched,
		contextManagerIsFree: context.setGlobalContextManager(native),
		recording: trace.getTracer('program').startSpan('work').isRecording(),
		metered: metrics.getMeterProvider().constructor.name,
		telemetry: { enabled: getTelemetry()?.enabled, instrumentations: getTelemetry()?.instrumentations },
	}),
);

// A service that calls the next one, if it was told of one: /ok, /slow (by its threshold), and /fail?in=<service>,
// which fails there. At its end it says what it decided on its traces.
import { trace } from '@opentelemetry/api';
import { getTelemetry } from '../../../src/telemetry/handle';

const name = process.env.OTEL_SERVICE_NAME ?? '';
const next = process.env.NEXT_URL;
const tracer = trace.getTracer('sampled');

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	routes: { '/ok': answer, '/slow': answer, '/fail': answer },
});

async function answer(request: Request): Promise<Response> {
	const { pathname, search, searchParams } = new URL(request.url);
	await tracer.startActiveSpan('work', async (span) => {
		if (next !== undefined) await (await fetch(next + pathname + search)).text();
		span.end();
	});
	const failing = searchParams.get('in') === name;
	const traceId = trace.getActiveSpan()?.spanContext().traceId ?? '';
	return new Response(traceId, { status: failing ? 500 : 200 });
}

process.on('SIGTERM', () => {
	void server
		.stop()
		.then(() => getTelemetry()?.shutdown())
		.then(() => {
			console.log(`decisions ${JSON.stringify(getTelemetry()?.health().samplerDecisions)}`);
			process.exit(0);
		});
});
console.log(`listening on ${server.url.origin}`);

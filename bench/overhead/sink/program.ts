// A collector in a process of its own: `bun program.ts traces|counts`. It takes OTLP over HTTP in protobuf under
// /<variant>/v1/<signal>, and tells its parent what it has received of whom; with `traces`, also of which runs.
import type { Received } from '../result';
import { countInto, nothing, type Signal } from './count';
import { RunTraceBook, type RunTraces } from './runTraces';

const keepsTraces = process.argv[2] === 'traces';
const accounts = new Map<string, { received: Received; runs: RunTraceBook }>();

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	maxRequestBodySize: 1024 ** 3,
	routes: {
		'/:variant/v1/:signal': async (request) => {
			const { variant, signal } = request.params;
			const type = request.headers.get('content-type') ?? 'nothing';
			if (!isSignal(signal)) return new Response('', { status: 404 });
			if (!type.startsWith('application/x-protobuf')) return new Response(type, { status: 415 });
			take(variant, signal, Buffer.from(await request.arrayBuffer()));
			return new Response(new Uint8Array(), { headers: { 'content-type': 'application/x-protobuf' } });
		},
	},
	fetch: () => new Response('', { status: 404 }),
});

process.on('message', (question) => process.send?.(question === 'runs' ? runsOfAll() : receivedOfAll()));
process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });

function take(variant: string, signal: Signal, body: Buffer): void {
	const account = accounts.get(variant) ?? { received: nothing(), runs: new RunTraceBook() };
	accounts.set(variant, account);
	countInto(account.received, signal, body);
	if (keepsTraces && signal === 'traces') account.runs.take(body);
}

function receivedOfAll(): Record<string, Received> {
	return Object.fromEntries([...accounts].map(([variant, { received }]) => [variant, received]));
}

function runsOfAll(): Record<string, RunTraces> {
	return Object.fromEntries([...accounts].map(([variant, { runs }]) => [variant, runs.tell()]));
}

function isSignal(text: string): text is Signal {
	return text === 'traces' || text === 'logs' || text === 'metrics';
}

// A collector in a process of its own that only counts. It takes OTLP over HTTP in protobuf under
// /<variant>/v1/<signal>, and tells its parent what it has received of whom.
import { countInto, nothing, type Received, type Signal } from './count';

const received: Record<string, Received> = {};

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
			countInto((received[variant] ??= nothing()), signal, Buffer.from(await request.arrayBuffer()));
			return new Response(new Uint8Array(), { headers: { 'content-type': 'application/x-protobuf' } });
		},
	},
	fetch: () => new Response('', { status: 404 }),
});

process.on('message', () => process.send?.(received));
process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });

function isSignal(text: string): text is Signal {
	return text === 'traces' || text === 'logs' || text === 'metrics';
}

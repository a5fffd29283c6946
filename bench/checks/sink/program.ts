// A collector in a process of its own that only counts: spans by their names. It takes OTLP over HTTP in protobuf, and
// tells its parent what it has received.
import { spanNames } from '../../overhead/sink/count';

const spans: Record<string, number> = {};
let bytes = 0;

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	maxRequestBodySize: 1024 ** 3,
	routes: {
		'/v1/:signal': async (request) => {
			const body = Buffer.from(await request.arrayBuffer());
			bytes += body.length;
			if (request.params.signal === 'traces') count(spanNames(body));
			return new Response(new Uint8Array(), { headers: { 'content-type': 'application/x-protobuf' } });
		},
	},
	fetch: () => new Response('', { status: 404 }),
});

process.on('message', () => process.send?.({ spans, bytes }));
process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });

function count(names: string[]): void {
	for (const name of names) spans[name] = (spans[name] ?? 0) + 1;
}

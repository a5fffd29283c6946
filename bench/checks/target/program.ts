// What the checks of the benchmark request, in a process of its own. It tells its parent how many requests came, and
// how many of them in a trace in which one had come before: every run has a trace of its own, and makes one request.
const seen = new Set<string>();
let requests = 0;
let repeated = 0;
let untraced = 0;

export {};

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	fetch(request) {
		requests += 1;
		const traceId = request.headers.get('traceparent')?.slice(3, 35);
		if (traceId === undefined) untraced += 1;
		else if (seen.has(traceId)) repeated += 1;
		else seen.add(traceId);
		return new Response('all is well', { headers: { 'content-type': 'text/plain' } });
	},
});

process.on('message', () => process.send?.({ requests, repeated, untraced }));
process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });

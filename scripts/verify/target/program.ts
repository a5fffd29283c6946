// What the check of `bun run verify:telemetry` requests, in a process of its own that is traced as any other service
// would be. It tells its parent where it is, and with which `traceparent` each request came.
export {};

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	fetch(request) {
		process.send?.({ traceparent: request.headers.get('traceparent') ?? '' });
		return new Response('all is well');
	},
});

process.on('disconnect', () => process.exit());
process.send?.({ port: server.port });

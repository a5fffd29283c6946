// What a checked service of somebody else is: a plain Bun.serve program that reports its own spans over OTLP.
// Started with `bun --preload ./telemetry.ts`; prints its address.
const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	async fetch(request) {
		const url = new URL(request.url);
		if (url.pathname === '/slow') await Bun.sleep(Number(url.searchParams.get('ms')));
		const status = /^\/status\/(\d{3})$/.exec(url.pathname)?.[1];
		return new Response('a target', { status: Number(status ?? 200) });
	},
});
console.log(`listening on http://127.0.0.1:${String(server.port)}`);

import { expect, test } from 'bun:test';
import { eventually } from '../../../tests/support/eventually';

const REQUESTS = 300;

/** What the collector finds on the stack by chance. */
const BY_CHANCE = 30;

test('a request is not kept by telemetry once it is answered', async () => {
	const requests: WeakRef<Request>[] = [];
	using server = Bun.serve({
		port: 0,
		hostname: '127.0.0.1',
		async fetch(request) {
			requests.push(new WeakRef(request));
			await Bun.sleep(0);
			return new Response('answered');
		},
	});
	for (let i = 0; i < REQUESTS; i++) await (await fetch(server.url)).text();
	expect(requests).toHaveLength(REQUESTS);
	await eventually('the requests to be collected', () => {
		Bun.gc(true);
		return requests.filter((one) => one.deref() !== undefined).length <= BY_CHANCE;
	});
});

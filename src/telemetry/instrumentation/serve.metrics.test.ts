import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { isServer, nextArrival, options, request as requestTo } from '../testing/asked';
import { liveStore, spanFrom } from '../testing/live';
import { pointsOf } from '../testing/points';
import { runProgram } from '../testing/program';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const server = Bun.serve(options);
const port = server.port ?? 0;
const request = (path: string, ...headers: string[]) => requestTo(port, path, ...headers);

afterAll(() => server.stop(true));

describe('the metrics of Bun.serve', () => {
	const DURATION = 'http.server.request.duration';
	const REQUESTS = 'http.server.active_requests';

	test('hold one duration for each request, with what the conventions name and no more', async () => {
		const attributes = { 'http.route': '/users/:id', 'http.request.method': 'GET' };
		const countOf = async () => {
			const [point] = await pointsOf(DURATION, attributes);
			return (point?.value as { count: number } | undefined)?.count ?? 0;
		};
		const before = await countOf();
		const spans = [await request('/users/1'), await request('/users/2?a=1')];
		expect(await countOf()).toBe(before + 2);
		const [point] = await pointsOf(DURATION, attributes);
		expect(point?.attributes).toEqual({
			...attributes,
			'url.scheme': 'http',
			'http.response.status_code': 200,
		});
		const traces = point?.exemplars?.map(({ traceId }) => traceId) ?? [];
		expect(traces.length).toBeGreaterThan(0);
		expect(traces.every((id) => liveStore().trace(id)[0]?.name === 'GET /users/:id')).toBe(true);
		expect(spans).toHaveLength(2);
	});

	test('tell failures and clients that left by error.type', async () => {
		await request('/throws');
		await request('/broken');
		const arrival = nextArrival();
		const controller = new AbortController();
		const sent = fetch(`http://127.0.0.1:${port}/never`, { signal: controller.signal }).catch(
			() => undefined,
		);
		await arrival;
		await spanFrom(isServer, () => controller.abort());
		await sent;
		const types = (await pointsOf(DURATION)).map((point) => [
			point.attributes['error.type'],
			point.attributes['http.response.status_code'],
		]);
		expect(types).toContainEqual(['RangeError', 500]);
		expect(types).toContainEqual(['503', 503]);
		expect(types).toContainEqual(['AbortError', undefined]);
	});

	test('count the requests of which there is no sampled trace, too', async () => {
		const program = `
			import { getTelemetry } from './src/telemetry/handle';
			const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('x') });
			await (await fetch(server.url)).text();
			const { scopeMetrics } = await getTelemetry().collectMetrics();
			const names = scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name));
			console.log(names.filter((name) => name.startsWith('http.server')).sort().join());
			await server.stop(true);
		`;
		const { stdout } = await runProgram(program, { OTEL_TRACES_SAMPLER: 'always_off' });
		expect(stdout).toBe(`${REQUESTS},${DURATION}\n`);
	});

	test('have no request active when all are answered, have failed, or were left', async () => {
		const points = await pointsOf(REQUESTS);
		expect(points.length).toBeGreaterThan(0);
		for (const { attributes, value } of points) {
			expect(Object.keys(attributes).sort()).toEqual(['http.request.method', 'url.scheme']);
			expect(value).toBe(0);
		}
	});
});

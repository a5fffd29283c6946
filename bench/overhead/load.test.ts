import { afterAll, describe, expect, test } from 'bun:test';
import { ownLoad } from './load';
import { readWrk } from './load/wrk';

/** As wrk 4.1.0 prints it. */
const PRINTED = `Running 2s test @ http://127.0.0.1:3000/api
  1 threads and 10 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.07ms    1.88ms  33.50ms   95.21%
    Req/Sec    12.96k     2.58k   17.51k    61.90%
  Latency Distribution
     50%  500.00us
     75%    0.94ms
     90%    1.79ms
     99%    1.20s
  27059 requests in 2.10s, 5.78MB read
Requests/sec:  12885.24
Transfer/sec:      2.75MB
`;

describe('wrk', () => {
	test('is read, whatever unit it chooses', () => {
		expect(readWrk(PRINTED)).toEqual({ requestsPerSecond: 12885.24, p50Ms: 0.5, p99Ms: 1200 });
	});

	test.each(['  Non-2xx or 3xx responses: 4', '  Socket errors: connect 0, read 3, write 0, timeout 0'])(
		'"%s" is a failure',
		(line) => {
			const output = PRINTED.replace('Requests/sec', `${line}\nRequests/sec`);
			expect(() => readWrk(output)).toThrow(line.trim());
		},
	);

	test('what is not from wrk is refused', () => {
		expect(() => readWrk('unable to connect')).toThrow('unable to connect');
	});
});

describe('our own load', () => {
	let answered = 0;
	const server = Bun.serve({
		hostname: '127.0.0.1',
		port: 0,
		routes: { '/broken': () => new Response('', { status: 500 }) },
		fetch: () => {
			answered += 1;
			return new Response('ok');
		},
	});
	afterAll(() => server.stop(true));

	test('waits for every answer, and tells what it saw', async () => {
		const { requestsPerSecond, p50Ms, p99Ms } = await ownLoad(server.url.href, 2, 1);
		expect(Math.abs(requestsPerSecond - answered)).toBeLessThan(answered / 2);
		expect(p50Ms).toBeGreaterThan(0);
		expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
	});

	test('fails where an answer is not 200', () => {
		expect(ownLoad(`${server.url.href}broken`, 1, 1)).rejects.toThrow('answered 500');
	});
});

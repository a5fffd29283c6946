import { describe, expect, test } from 'bun:test';
import { type Phase } from '../schema';
import { Deadline } from './deadline';
import { ask, type AskOptions } from './testing/ask';
import { serveBytes, serveHttp, type TestServer } from './testing/servers';
import { traced } from './testing/spans';

const never = new Promise<never>(() => undefined);

interface Stall {
	open: () => Promise<TestServer>;
	options?: AskOptions;
}

/** A server for each phase that gets stuck in it; the client must be in that phase when the time runs out. */
const STALLS: [Phase, Stall][] = [
	['dns', { open: () => serveBytes(() => undefined), options: { lookup: () => never } }],
	['tls', { open: () => serveBytes(() => undefined, 'https') }],
	['first_byte', { open: () => serveBytes(() => undefined) }],
	['transfer', { open: () => serveHttp((_request, response) => void response.write('abc')) }],
];

const hostFor = (phase: Phase) => (phase === 'dns' ? 'x.test' : '127.0.0.1');

describe('the time limit', () => {
	test.each(STALLS)('names the phase %s', async (phase, { open, options }) => {
		await using server = await open();
		const { hop, totalMs } = await ask(server.url('/', hostFor(phase)), { timeoutMs: 200, ...options });
		expect(hop.failure).toMatchObject({ phase, errorCode: 'TIMEOUT' });
		expect(hop.failure?.message).toEndWith('took too long: the time limit of 200 ms ran out');
		expect(totalMs).toBeWithin(195, 1500);
		await server.idle();
	});

	test('covers headers that come drop by drop', async () => {
		await using server = await serveBytes((socket) => {
			socket.write('HTTP/1.1 200 OK\r\n');
			const drip = setInterval(() => socket.write('X: y\r\n'), 20);
			socket.on('close', () => clearInterval(drip));
		});
		const { hop } = await ask(server.url(), { timeoutMs: 200 });
		expect(hop.failure).toMatchObject({ phase: 'first_byte', errorCode: 'TIMEOUT' });
		await server.idle();
	});

	test('covers a body that comes drop by drop, and keeps it', async () => {
		await using server = await serveHttp((_request, response) => {
			response.write('a');
			const drip = setInterval(() => response.write('a'), 20);
			response.on('close', () => clearInterval(drip));
		});
		const { hop } = await ask(server.url(), { timeoutMs: 250 });
		expect(hop.failure).toMatchObject({ phase: 'transfer', errorCode: 'TIMEOUT' });
		expect(hop.body.toString()).toMatch(/^a{2,}$/);
		await server.idle();
	});

	test('covers all hops together', async () => {
		let hops = 0;
		await using server = await serveHttp((_request, response) => {
			hops += 1;
			if (hops < 3) setTimeout(() => response.writeHead(302, { location: `/${hops}` }).end(), 300);
		});
		const { hop, redirects, totalMs } = await ask(server.url(), { timeoutMs: 1_000 });
		expect(hop.failure).toMatchObject({ phase: 'first_byte', errorCode: 'TIMEOUT' });
		expect(redirects).toBe(2);
		// For each hop alone, it would be 1,600 at least.
		expect(totalMs).toBeLessThan(1_600);
	});
});

describe('the wish to stop', () => {
	test.each(STALLS)(
		'ends the phase %s at once, with its own reason and no socket left',
		async (phase, stall) => {
			await using server = await stall.open();
			const stop = new AbortController();
			const reason = new Error('cancelled by the user');
			const options = { signal: stop.signal, timeoutMs: 60_000, ...stall.options };
			const run = await traced(
				() => ask(server.url('/', hostFor(phase)), options).catch((error: unknown) => error),
				(started) => started === phase && setImmediate(() => stop.abort(reason)),
			);
			expect(run.value).toBe(reason);
			const own = run.spans.filter(({ scope }) => scope === 'glasshouse.probe');
			expect(own.map(({ name }) => name)).toContain(phase);
			expect(own.map(({ spanId }) => run.ends.get(spanId))).toEqual(own.map(() => 1));
			// A deliberate end is no error.
			expect(own.filter(({ status }) => status.code === 'error')).toEqual([]);
			await server.idle();
		},
	);

	test('that came before the start makes no connection', async () => {
		await using server = await serveHttp((_request, response) => response.end());
		const reason = new Error('too late');
		const asked = ask(server.url(), { signal: AbortSignal.abort(reason) });
		expect(await asked.catch((error: unknown) => error)).toBe(reason);
		expect(server.accepted).toBe(0);
	});
});

test('a deadline that is over lets go of its signal', () => {
	const stop = new AbortController();
	const deadline = new Deadline(1_000, stop.signal);
	deadline[Symbol.dispose]();
	stop.abort();
	expect(deadline.cancelled).toBe(false);
});

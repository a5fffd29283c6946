// What becomes of spans, log records and data points while a collector fails in one way or another: over real
// sockets, counted exactly.
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { eventually } from '../support/eventually';
import { marksOf, marksUpTo, QUICK, startExporting, type Exporting } from '../support/otlp/exporting';
import {
	closes,
	closesInBody,
	first,
	hangs,
	hangsInBody,
	partial,
	resets,
	rubbish,
	slow,
	startFailingCollector,
	status,
	tooLarge,
	well,
	type Behaviour,
	type FailingCollector,
} from '../support/otlp/failing';

setDefaultTimeout(60_000);

let collector: FailingCollector;
let exporting: Exporting | undefined;

beforeEach(async () => {
	collector = await startFailingCollector();
});

afterEach(async () => {
	await exporting?.out.shutdown();
	exporting = undefined;
	await collector.stop();
});

function start(env: Record<string, string> = {}): Exporting {
	exporting = startExporting({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...QUICK, ...env });
	return exporting;
}

describe('a collector that is well', () => {
	for (const protocol of ['http/protobuf', 'http/json']) {
		for (const compression of ['none', 'gzip']) {
			test(`gets all three signals once: ${protocol}, compression ${compression}`, async () => {
				const { spans, logs, metrics, out, health } = start({
					OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
					OTEL_EXPORTER_OTLP_COMPRESSION: compression,
					OTEL_EXPORTER_OTLP_HEADERS: 'x-key=k1,Content-Type=text/html',
					OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-key=k2',
				});
				spans(25);
				logs(7);
				await Promise.all([metrics(3), out.forceFlush()]);
				expect(marksOf(collector.spans)).toEqual(marksUpTo(25));
				expect(collector.logs).toHaveLength(7);
				expect(collector.points).toHaveLength(3);
				for (const { headers, signal } of collector.requests) {
					expect(headers['content-type']).toBe(
						protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
					);
					expect(headers['content-encoding']).toBe(compression === 'gzip' ? 'gzip' : undefined);
					expect(headers['x-key']).toBe(signal === 'logs' ? 'k2' : 'k1');
					expect(headers['user-agent']).toMatch(/^OTel-OTLP-Exporter-JavaScript\/\d/);
					expect(headers.traceparent).toBeUndefined();
				}
				expect(health('traces')).toMatchObject({
					exporters: ['otlp'],
					endpoint: `${collector.url}/v1/traces`,
					protocol,
					queued: 0,
					inFlight: 0,
					spooled: null,
					exported: 25,
					dropped: {},
					attempts: { succeeded: 3, failed: 0 },
					lastError: null,
				});
				expect(health('logs')).toMatchObject({ exported: 7, dropped: {} });
				expect(health('metrics')).toMatchObject({ exported: 3, dropped: {} });
			});
		}
	}

	test('is spoken to over connections that are kept', async () => {
		const { spans, out } = start();
		for (let i = 0; i < 20; i++) {
			spans(1);
			await out.forceFlush();
		}
		expect(collector.requests).toHaveLength(20);
		expect(collector.connections()).toBe(1);
	});

	test('gets what is queued when the delay is over, without a flush', async () => {
		const { spans } = start();
		spans(3);
		await eventually('the spans', () => collector.spans.length === 3);
	});

	test('gets the credentials of its URL as a header, and nobody else sees them', async () => {
		const { spans, out, traces } = start({
			OTEL_EXPORTER_OTLP_ENDPOINT: collector.url.replace('//', '//me:h%C3%BCsh@'),
		});
		spans(1);
		await out.forceFlush();
		expect(collector.requests[0]?.headers.authorization).toBe(
			`Basic ${Buffer.from('me:hüsh').toString('base64')}`,
		);
		expect(JSON.stringify(traces())).not.toContain('sh@');
	});
});

/** One failure after which the collector is well again: nothing is lost, and nothing comes twice. */
const PASSING: Record<string, Behaviour> = {
	'answers 429': status(429),
	'answers 429 and wants a second': status(429, { 'retry-after': '1' }),
	'answers 502': status(502),
	'answers 503': status(503),
	'answers 503 and names a date': status(503, { 'retry-after': new Date().toUTCString() }),
	'answers 504': status(504),
	hangs,
	'closes the connection': closes,
	'resets the connection': resets,
};

describe('a collector that is well again at the second attempt', () => {
	for (const [how, failing] of Object.entries(PASSING)) {
		test(`and ${how} at the first`, async () => {
			collector.behave(first(1, failing));
			const { spans, out, traces } = start({ OTEL_BSP_EXPORT_TIMEOUT: '10000' });
			spans(10);
			await out.forceFlush();
			expect(marksOf(collector.spans)).toEqual(marksUpTo(10));
			expect(collector.requests).toHaveLength(2);
			expect(traces()).toMatchObject({
				exported: 10,
				dropped: {},
				inFlight: 0,
				attempts: { succeeded: 1, failed: 1 },
			});
			expect(traces().lastError).not.toBeNull();
		});
	}

	test('is not asked again before it wants to be', async () => {
		const arrivals: number[] = [];
		collector.behave((...request) => {
			arrivals.push(performance.now());
			return (arrivals.length === 1 ? status(429, { 'retry-after': '2' }) : well)(...request);
		});
		const { spans, out } = start({ OTEL_BSP_EXPORT_TIMEOUT: '10000' });
		spans(10);
		await out.forceFlush();
		const [before = 0, after = 0] = arrivals;
		expect(after - before).toBeGreaterThanOrEqual(1_990);
	});
});

/** For good: tried once, counted as rejected. */
const REFUSING: Record<string, [Behaviour, RegExp]> = {
	400: [status(400, {}, 'no such\nfield'), /^400 Bad Request: no such field$/],
	401: [status(401), /^401 Unauthorized$/],
	403: [status(403), /^403/],
	404: [status(404), /^404/],
	405: [status(405), /^405/],
	500: [status(500), /^500/],
	501: [status(501), /^501/],
	302: [
		status(302, { location: 'http://me:hush@elsewhere.example:4318/v1/traces?key=hush' }),
		/^302: redirected to http:\/\/elsewhere.example:4318\/v1\/traces, which is not followed/,
	],
	307: [status(307, { location: '/v2/traces' }), /^307: redirected, which is not followed/],
};

describe('a collector that refuses', () => {
	for (const [code, [behaviour, message]] of Object.entries(REFUSING)) {
		test(`with ${code}: is not asked again, and all is counted`, async () => {
			collector.behave(behaviour);
			const { spans, out, traces } = start();
			spans(25);
			await out.forceFlush();
			expect(collector.requests).toHaveLength(3);
			expect(traces()).toMatchObject({
				exported: 0,
				dropped: { rejected: 25 },
				queued: 0,
				inFlight: 0,
				attempts: { succeeded: 0, failed: 3 },
			});
			expect(traces().lastError?.message).toMatch(message);
		});
	}

	test('and sends back what it got: no secret is shown', async () => {
		collector.behave((answer, { headers }) =>
			answer
				.writeHead(400, { 'content-type': 'text/plain' })
				.end(`I know ${JSON.stringify(headers)} of key-2`),
		);
		const { spans, out, traces } = start({
			OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20token-1,x-one=1',
			OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces?key=key-2`,
		});
		spans(1);
		await out.forceFlush();
		const message = traces().lastError?.message ?? '';
		expect(message).toStartWith('400 Bad Request: I know {');
		expect(message).toContain('"x-one":"1"');
		expect(message).not.toMatch(/token-1|key-2/);
	});

	test('with 413: gets smaller batches', async () => {
		collector.behave(tooLarge(3));
		const { spans, out, traces } = start();
		spans(10);
		await out.forceFlush();
		expect(marksOf(collector.spans)).toEqual(marksUpTo(10));
		expect(traces()).toMatchObject({ exported: 10, dropped: {}, inFlight: 0 });
	});

	const ENCODINGS: Record<string, string>[] = [
		{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
		{ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
		{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
	];
	for (const env of ENCODINGS) {
		test(`with 413: gets smaller batches, also with ${Object.values(env).join(' and ')}`, async () => {
			collector.behave(tooLarge(3));
			const { spans, logs, metrics, out, health } = start(env);
			spans(10);
			logs(10);
			await Promise.all([metrics(10), out.forceFlush()]);
			expect(marksOf(collector.spans)).toEqual(marksUpTo(10));
			expect(collector.logs).toHaveLength(10);
			expect(marksOf(collector.points)).toEqual(marksUpTo(10));
			expect(health('metrics')).toMatchObject({ exported: 10, dropped: {} });
		});
	}

	test('with 413 whatever it gets: single items are given up', async () => {
		collector.behave(tooLarge(0));
		const { spans, out, traces } = start({ OTEL_BSP_EXPORT_TIMEOUT: '10000' });
		spans(10);
		await out.forceFlush();
		expect(traces()).toMatchObject({ exported: 0, dropped: { rejected: 10 }, inFlight: 0 });
	});

	test('a part of it: the rest is exported', async () => {
		collector.behave(first(1, partial(4, 'too old')));
		const { spans, out, traces } = start();
		spans(20);
		await out.forceFlush();
		expect(traces()).toMatchObject({
			exported: 16,
			dropped: { rejected: 4 },
			attempts: { succeeded: 2, failed: 0 },
			lastError: { message: '4 of 10 were rejected: too old' },
		});
	});
});

/** It took everything, whatever it said then: sending it again would double it. */
const TAKING: Record<string, Behaviour> = {
	'answers with rubbish': rubbish,
	'warns, and rejects nothing': partial(0, 'mind your step'),
	'hangs within its answer': hangsInBody,
	'closes the connection within its answer': closesInBody,
	'is slow': slow(100),
};

describe('a collector that takes everything', () => {
	for (const [how, behaviour] of Object.entries(TAKING)) {
		test(`and ${how}: gets nothing twice`, async () => {
			collector.behave(behaviour);
			const { spans, out, traces } = start();
			spans(10);
			await out.forceFlush();
			expect(traces()).toMatchObject({ exported: 10, dropped: {}, attempts: { succeeded: 1, failed: 0 } });
			expect(collector.requests).toHaveLength(1);
			expect(marksOf(collector.spans)).toEqual(marksUpTo(10));
		});
	}

	test('and answers with more than anybody wants to read: is not listened to', async () => {
		collector.behave(async (answer, _incoming, take) => {
			take();
			answer.writeHead(200, { 'content-type': 'application/json' });
			const chunk = Buffer.alloc(64 * 1024, ' ');
			while (!answer.destroyed && answer.write(chunk)) await Bun.sleep(0);
		});
		const { spans, out, traces } = start();
		spans(10);
		await out.forceFlush();
		expect(traces()).toMatchObject({ exported: 10, dropped: {} });
	});
});

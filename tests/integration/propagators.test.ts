import { afterAll, describe, expect, test } from 'bun:test';
import { startProgram } from '../support/program';
import {
	sentOn,
	startTraceContextServer,
	type Passed,
	type TraceContextServer,
} from '../support/traceContext';

const TRACE = '463ac35c9f6413ad48485a3953bb6124';
const HALF = TRACE.slice(16);
const PARENT = 'a2fb4a1d1a96d312';
const W3C = `traceparent: 00-${TRACE}-${PARENT}-01`;

const servers = new Map<string, Promise<TraceContextServer>>();

/** One server for each value of OTEL_PROPAGATORS. */
function propagating(propagators: string): Promise<TraceContextServer> {
	const server = servers.get(propagators) ?? startTraceContextServer(propagators);
	servers.set(propagators, server);
	return server;
}

afterAll(async () => {
	for (const server of servers.values()) await (await server).stop();
});

interface Found {
	traceId: string;
	parentId: string | null;
	/** What B3 calls the sampling state, as it goes on. */
	state: string;
}

function expectSingle(passed: Passed, { traceId, parentId, state }: Found): void {
	expect(passed.server).toMatchObject({ traceId, parentSpanId: parentId });
	expect(sentOn(passed, 'b3')).toEqual([`${traceId}-${passed.client.spanId}-${state}`]);
	expect(sentOn(passed, 'traceparent')).toEqual([]);
}

/** The sampled parent of these tests, as it is found. */
const found = { traceId: TRACE, parentId: PARENT, state: '1' };

describe('b3', () => {
	const single = `${TRACE}-${PARENT}`;
	const multi = (sampled?: string) => [
		`X-B3-TraceId: ${TRACE}`,
		`X-B3-SpanId: ${PARENT}`,
		...(sampled === undefined ? [] : [`X-B3-Sampled: ${sampled}`]),
	];
	const valid: Record<string, [lines: string[], found: Found]> = {
		'one header, sampled': [[`b3: ${single}-1`], found],
		'one header, not sampled': [[`b3: ${single}-0`], { ...found, state: '0' }],
		'one header, debug': [[`b3: ${single}-d`], { ...found, state: 'd' }],
		'one header with the parent of the parent': [[`b3: ${single}-1-05e3ac9a4f6e3b90`], found],
		'one header, decision left open': [[`b3: ${single}`], { ...found, state: '0' }],
		'one header with a short trace id': [
			[`b3: ${HALF}-${PARENT}-1`],
			{ ...found, traceId: HALF.padStart(32, '0') },
		],
		'one header with another name case': [[`B3: ${single}-1`], found],
		'several headers, sampled': [multi('1'), found],
		'several headers, sampled in a word': [multi('true'), found],
		'several headers, not sampled': [multi('0'), { ...found, state: '0' }],
		'several headers, not sampled in a word': [multi('False'), { ...found, state: '0' }],
		'several headers, decision left open': [multi(), { ...found, state: '0' }],
		'several headers, debug': [[...multi(), 'X-B3-Flags: 1'], { ...found, state: 'd' }],
		'several headers, debug over not sampled': [[...multi('0'), 'X-B3-Flags: 1'], { ...found, state: 'd' }],
		'one header before several': [
			[...multi('0').map((line) => line.replace(PARENT, '2'.repeat(16))), `b3: ${single}-1`],
			found,
		],
	};
	for (const [name, [lines, expected]] of Object.entries(valid)) {
		test(`takes ${name}`, async () => expectSingle(await (await propagating('b3')).pass(...lines), expected));
	}

	const invalid: Record<string, string[]> = {
		nothing: [],
		'an empty header': ['b3:'],
		'a sampling state alone': ['b3: 0'],
		'something before the ids': [`b3: x${single}-1`],
		'something behind the state': [`b3: ${single}-1x`],
		'an unknown state': [`b3: ${single}-2`],
		capitals: [`b3: ${single.toUpperCase()}-1`],
		'a trace id of zeros': [`b3: ${'0'.repeat(32)}-${PARENT}-1`],
		'a short trace id of zeros': [`b3: ${'0'.repeat(16)}-${PARENT}-1`],
		'a span id of zeros': [`b3: ${TRACE}-${'0'.repeat(16)}-1`],
		'a trace id of 24 digits': [`b3: ${TRACE.slice(8)}-${PARENT}-1`],
		'a trace id of 48 digits': [`b3: ${HALF}${single}-1`],
		'a short span id': [`b3: ${TRACE}-${PARENT.slice(1)}-1`],
		'the header twice': [`b3: ${single}-1`, `b3: ${single}-1`],
		'capitals in several headers': multi('1').map((line) => line.replace(PARENT, PARENT.toUpperCase())),
		'an unknown state in several headers': multi('maybe'),
		'the name of a built-in for a state': multi('constructor'),
		'several headers without a span id': multi('1').filter((line) => !line.includes('SpanId')),
		'several headers without a trace id': multi('1').filter((line) => !line.includes('TraceId')),
		'the headers of W3C': [W3C],
	};
	for (const [name, lines] of Object.entries(invalid)) {
		test(`begins a new trace for ${name}`, async () => {
			const passed = await (await propagating('b3')).pass(...lines);
			expect(passed.server.traceId).not.toBe(TRACE);
			expectSingle(passed, { traceId: passed.server.traceId, parentId: null, state: '1' });
		});
	}
});

describe('b3multi', () => {
	const states: Record<string, [line: string, sent: Record<string, string[]>]> = {
		sampled: [`b3: ${TRACE}-${PARENT}-1`, { 'x-b3-sampled': ['1'], 'x-b3-flags': [] }],
		'not sampled': [`b3: ${TRACE}-${PARENT}-0`, { 'x-b3-sampled': ['0'], 'x-b3-flags': [] }],
		debug: [`b3: ${TRACE}-${PARENT}-d`, { 'x-b3-sampled': [], 'x-b3-flags': ['1'] }],
	};
	for (const [name, [line, headers]] of Object.entries(states)) {
		test(`sends ${name} in several headers`, async () => {
			const passed = await (await propagating('b3multi')).pass(line);
			expect(sentOn(passed, 'x-b3-traceid')).toEqual([TRACE]);
			expect(sentOn(passed, 'x-b3-spanid')).toEqual([passed.client.spanId]);
			expect(sentOn(passed, 'b3')).toEqual([]);
			for (const [key, values] of Object.entries(headers)) expect(sentOn(passed, key)).toEqual(values);
		});
	}
});

describe('several formats', () => {
	test('are all written, and the last one that is found counts', async () => {
		const server = await propagating('b3,tracecontext');
		const passed = await server.pass(`b3: ${'1'.repeat(32)}-${'2'.repeat(16)}-0`, W3C);
		expect(passed.server).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
		expect(sentOn(passed, 'traceparent')).toEqual([`00-${TRACE}-${passed.client.spanId}-01`]);
		expect(sentOn(passed, 'b3')).toEqual([`${TRACE}-${passed.client.spanId}-1`]);
		const alone = await server.pass(`b3: ${TRACE}-${PARENT}-1`);
		expect(alone.server).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
	});
});

describe('none', () => {
	test('neither reads nor writes anything', async () => {
		const passed = await (await propagating('none')).pass(W3C, `b3: ${TRACE}-${PARENT}-1`, 'baggage: a=1');
		expect(passed.server.traceId).not.toBe(TRACE);
		expect(passed.baggage).toEqual({});
		for (const name of ['traceparent', 'tracestate', 'baggage', 'b3'])
			expect(sentOn(passed, name)).toEqual([]);
	});

	test('stands alone', async () => {
		const env = { OTEL_PROPAGATORS: 'none,tracecontext' };
		const program = startProgram(['bun', '--preload', './telemetry.ts', '-e', 'void 0'], { env });
		expect(await program.exited).toBe(1);
		expect(program.output()).toContain('OTEL_PROPAGATORS="none,tracecontext" is not usable');
	});
});

describe('baggage', () => {
	const members = (count: number, value = 'v') => Array.from({ length: count }, (_, i) => `k${i}=${value}`);
	const cases: Record<string, [lines: string[], sent: string | null]> = {
		'is passed on': [['baggage: a=1,b=2'], 'a=1,b=2'],
		'in several headers is joined': [['baggage: a=1', 'baggage: b=2'], 'a=1,b=2'],
		'with spaces': [['baggage:  a = 1 \t, b=2 '], 'a=1,b=2'],
		'with properties': [['baggage: a=1;p=q;r, b=2'], 'a=1;p=q;r,b=2'],
		'with an equals sign in a value': [['baggage: a=b=c'], 'a=b%3Dc'],
		'percent-encoded': [['baggage: a=%E2%82%AC%20%2C%3B'], 'a=%E2%82%AC%20%2C%3B'],
		'with empty members': [['baggage: ,a=1,,'], 'a=1'],
		'without a key': [['baggage: =1,a=1'], 'a=1'],
		'without an equals sign': [['baggage: rubbish,a=1'], 'a=1'],
		'with a member that cannot be decoded': [['baggage: bad=%zz,a=1'], 'a=1'],
		'that would break a header': [
			['baggage: a=%0d%0aSet-Cookie:%20x,b=%00'],
			'a=%0D%0ASet-Cookie%3A%20x,b=%00',
		],
		'that names built-ins': [['baggage: __proto__=1,constructor=2,toString=3'], 'constructor=2,toString=3'],
		'of nothing': [['baggage:'], null],
		'of rubbish': [['baggage: ;;;===,,%'], null],
		'of 180 members': [[`baggage: ${members(180).join(',')}`], members(180).join(',')],
		'of 181 members loses the last': [[`baggage: ${members(181).join(',')}`], members(180).join(',')],
		'of 8192 characters': [
			[`baggage: ${members(2, 'v'.repeat(4092)).join(',')}`],
			members(2, 'v'.repeat(4092)).join(','),
		],
		'of more loses its last members': [
			[`baggage: ${members(3, 'v'.repeat(4000)).join(',')}`],
			members(2, 'v'.repeat(4000)).join(','),
		],
		'with a member over 4096 characters loses it': [[`baggage: big=${'v'.repeat(4093)},a=1`], 'a=1'],
	};
	for (const [name, [lines, sent]] of Object.entries(cases)) {
		test(name, async () => {
			const passed = await (await propagating('')).pass(W3C, ...lines);
			expect(sentOn(passed, 'baggage')).toEqual(sent === null ? [] : [sent]);
			expect(passed.server).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
		});
	}

	test('is decoded for the app, and passed on without a trace, too', async () => {
		const passed = await (await propagating('')).pass('baggage: user=J%C3%BCrgen%20K;p=1, n = 7 ');
		expect(passed.baggage).toEqual({ user: { value: 'Jürgen K', metadata: 'p=1' }, n: { value: '7' } });
		expect(passed.server.parentSpanId).toBeNull();
		expect(sentOn(passed, 'baggage')).toEqual(['user=J%C3%BCrgen%20K;p=1,n=7']);
	});
});

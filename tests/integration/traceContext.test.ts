import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import {
	sentOn,
	startTraceContextServer,
	type Passed,
	type TraceContextServer,
} from '../support/traceContext';

// The rules are those of https://www.w3.org/TR/trace-context-2/, and most cases those of its validation service
// (https://github.com/w3c/trace-context/tree/main/test), sent byte for byte over a socket.

const TRACE = '12345678901234567890123456789012';
const PARENT = '1234567890123456';
const FIELDS = `${TRACE}-${PARENT}`;
const VALID = `00-${FIELDS}-01`;

let server: TraceContextServer;
beforeAll(async () => {
	server = await startTraceContextServer();
});
afterAll(() => server.stop());

/** Whatever came in: one new `traceparent` of version 00 goes out, of a span below the server's. */
function expectPassedOn(passed: Passed): { traceId: string; flags: string } {
	const headers = sentOn(passed, 'traceparent');
	expect(headers).toHaveLength(1);
	const [, traceId = '', spanId, flags = ''] =
		/^00-([\da-f]{32})-([\da-f]{16})-(0[0-3])$/.exec(headers[0] ?? '') ?? [];
	expect(traceId).toBe(passed.server.traceId);
	expect(passed.client).toEqual({ traceId, spanId: spanId ?? '', parentSpanId: passed.server.spanId });
	expect(new Set([PARENT, passed.server.spanId, spanId]).size).toBe(3);
	return { traceId, flags };
}

function expectContinued(passed: Passed, flags: string): void {
	expect(expectPassedOn(passed)).toEqual({ traceId: TRACE, flags });
	expect(passed.server.parentSpanId).toBe(PARENT);
}

/** A new trace is sampled by default; nothing of what could not be read goes on. */
function expectRestarted(passed: Passed): void {
	const { traceId, flags } = expectPassedOn(passed);
	expect(traceId).not.toBe(TRACE);
	expect(flags).toBe('01');
	expect(passed.server.parentSpanId).toBeNull();
	expect(sentOn(passed, 'tracestate')).toEqual([]);
}

describe('a traceparent that is valid is continued', () => {
	/** The header lines, and the flags that go on. */
	const cases: Record<string, [lines: string[], flags: string]> = {
		sampled: [[`traceparent: ${VALID}`], '01'],
		'not sampled': [[`traceparent: 00-${FIELDS}-00`], '00'],
		'with the random flag, which is passed on': [[`traceparent: 00-${FIELDS}-02`], '02'],
		'sampled and random': [[`traceparent: 00-${FIELDS}-03`], '03'],
		'with an unknown flag, which is set to zero': [[`traceparent: 00-${FIELDS}-04`], '00'],
		'with unknown flags beside sampled': [[`traceparent: 00-${FIELDS}-09`], '01'],
		'with all flags': [[`traceparent: 00-${FIELDS}-ff`], '03'],
		'with a name in capitals': [[`TRACEPARENT: ${VALID}`], '01'],
		'with a name in mixed case': [[`TrAcEpArEnT: ${VALID}`], '01'],
		'behind spaces': [[`traceparent:   ${VALID}`], '01'],
		'behind a tab': [[`traceparent:\t${VALID}`], '01'],
		'before spaces': [[`traceparent: ${VALID}  `], '01'],
		'between spaces and tabs': [[`traceparent: \t ${VALID} \t `], '01'],
		'without a space behind the colon': [[`traceparent:${VALID}`], '01'],
		'of version 01': [[`traceparent: 01-${FIELDS}-01`], '01'],
		'of version cc': [[`traceparent: cc-${FIELDS}-01`], '01'],
		'of version fe': [[`traceparent: fe-${FIELDS}-00`], '00'],
		'of version cc with more fields': [[`traceparent: cc-${FIELDS}-01-what-the-future-will-be-like`], '01'],
		'of version cc with an empty field': [[`traceparent: cc-${FIELDS}-01-`], '01'],
		'of version cc with unknown flags': [[`traceparent: cc-${FIELDS}-fd`], '01'],
		'of the smallest ids': [[`traceparent: 00-${TRACE}-${PARENT}-01`], '01'],
	};
	for (const [name, [lines, flags]] of Object.entries(cases)) {
		test(name, async () => expectContinued(await server.pass(...lines), flags));
	}

	test('whose ids are zero but for one digit', async () => {
		const [traceId, parentId] = ['1'.padStart(32, '0'), '1'.padStart(16, '0')];
		const passed = await server.pass(`traceparent: 00-${traceId}-${parentId}-01`);
		expect(expectPassedOn(passed).traceId).toBe(traceId);
		expect(passed.server.parentSpanId).toBe(parentId);
	});
});

describe('a traceparent that is not valid begins a new trace, and its tracestate goes', () => {
	const cases: Record<string, string[]> = {
		none: [],
		empty: ['traceparent:'],
		'of spaces': ['traceparent:   '],
		rubbish: ['traceparent: nonsense'],
		'under another name': [`trace-parent: ${VALID}`],
		'under a third name': [`trace.parent: ${VALID}`],
		'of version ff': [`traceparent: ff-${FIELDS}-01`],
		'of version FF': [`traceparent: FF-${FIELDS}-01`],
		'of version CC, in capitals': [`traceparent: CC-${FIELDS}-01`],
		'of version 00 with more behind a dash': [`traceparent: ${VALID}-what-the-future-will-be-like`],
		'of version 00 with an empty field': [`traceparent: ${VALID}-`],
		'of version 00 with more behind a dot': [`traceparent: ${VALID}.`],
		'of version cc with more behind a dot': [`traceparent: cc-${FIELDS}-01.what-the-future-will-be-like`],
		'of version cc that is too short': [`traceparent: cc-${FIELDS}`],
		'with a dot before the version': [`traceparent: .0-${FIELDS}-01`],
		'with a dot in the version': [`traceparent: 0.-${FIELDS}-01`],
		'with a version of three digits': [`traceparent: 000-${FIELDS}-01`],
		'with a version of four digits': [`traceparent: 0000-${FIELDS}-01`],
		'with a version of one digit': [`traceparent: 0-${FIELDS}-01`],
		'without a version': [`traceparent: ${FIELDS}-01`],
		'with a trace id of zeros': [`traceparent: 00-${'0'.repeat(32)}-${PARENT}-01`],
		'with a trace id in capitals': [`traceparent: 00-${'A'.repeat(32)}-${PARENT}-01`],
		'with a dot at the start of the trace id': [`traceparent: 00-.${TRACE.slice(1)}-${PARENT}-01`],
		'with a dot at the end of the trace id': [`traceparent: 00-${TRACE.slice(1)}.-${PARENT}-01`],
		'with a trace id that is too long': [`traceparent: 00-${TRACE}3-${PARENT}-01`],
		'with a trace id that is too short': [`traceparent: 00-${TRACE.slice(1)}-${PARENT}-01`],
		'with a trace id of half the length': [`traceparent: 00-${TRACE.slice(16)}-${PARENT}-01`],
		'with a parent id of zeros': [`traceparent: 00-${TRACE}-${'0'.repeat(16)}-01`],
		'with a parent id in capitals': [`traceparent: 00-${TRACE}-${'A'.repeat(16)}-01`],
		'with a dot in the parent id': [`traceparent: 00-${TRACE}-.${PARENT.slice(1)}-01`],
		'with a parent id that is too long': [`traceparent: 00-${FIELDS}7-01`],
		'with a parent id that is too short': [`traceparent: 00-${TRACE}-${PARENT.slice(1)}-01`],
		'with ids of zeros in a later version': [`traceparent: cc-${'0'.repeat(32)}-${PARENT}-01`],
		'with a dot before the flags': [`traceparent: 00-${FIELDS}-.0`],
		'with a dot behind the flags': [`traceparent: 00-${FIELDS}-0.`],
		'with flags of three digits': [`traceparent: 00-${FIELDS}-001`],
		'with flags of one digit': [`traceparent: 00-${FIELDS}-1`],
		'with flags in capitals': [`traceparent: 00-${FIELDS}-0A`],
		'without flags': [`traceparent: 00-${FIELDS}-`],
		'with other dashes': [`traceparent: ${VALID.replaceAll('-', '_')}`],
		'with a space inside': [`traceparent: 00- ${FIELDS}-01`],
		'in quotes': [`traceparent: "${VALID}"`],
		twice: [`traceparent: ${VALID}`, `traceparent: ${VALID}`],
		'twice, with different ids': [`traceparent: ${VALID}`, `traceparent: 00-${'1'.repeat(32)}-${PARENT}-01`],
		'twice in one line': [`traceparent: ${VALID}, ${VALID}`],
		'twice, of a later version': [`traceparent: cc-${FIELDS}-01`, `traceparent: cc-${FIELDS}-01`],
		'twice, the second of them empty': [`traceparent: ${VALID}`, 'traceparent:'],
	};
	for (const [name, lines] of Object.entries(cases)) {
		test(name, async () => expectRestarted(await server.pass(...lines, 'tracestate: foo=1')));
	}
});

describe('a tracestate', () => {
	const list = (from: number, to: number) =>
		Array.from(
			{ length: to - from + 1 },
			(_, i) => `bar${String(from + i).padStart(2, '0')}=${from + i}`,
		).join(',');
	const keyCharacters = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
	const valueCharacters = Array.from({ length: 0x5f }, (_, i) => String.fromCharCode(0x20 + i))
		.join('')
		.replace(/[,=]/g, '');
	const long = (key: string, length: number) => `${key}=${'v'.repeat(length - key.length - 1)}`;

	/** The header lines, and what goes on: `null` where all of it is discarded. */
	const cases: Record<string, [lines: string[], sent: string | null]> = {
		'is passed on': [['tracestate: congo=t61rcWkgMzE'], 'congo=t61rcWkgMzE'],
		'of several members keeps their order': [['tracestate: rojo=1,congo=2'], 'rojo=1,congo=2'],
		'with a name in capitals': [['TRACESTATE: foo=1'], 'foo=1'],
		'with a name in mixed case': [['TrAcEsTaTe: foo=1'], 'foo=1'],
		'under another name is not passed on': [['trace-state: foo=1'], null],
		'in several headers is joined in order': [
			['tracestate: foo=1,bar=2', 'tracestate: rojo=1,congo=2', 'tracestate: baz=3'],
			'foo=1,bar=2,rojo=1,congo=2,baz=3',
		],
		'that is empty is not passed on': [['tracestate:'], null],
		'of nothing but commas is not passed on': [['tracestate: , ,\t,'], null],
		'beside an empty one': [['tracestate: foo=1', 'tracestate:'], 'foo=1'],
		'behind an empty one': [['tracestate:', 'tracestate: foo=1'], 'foo=1'],
		'with empty members': [['tracestate: foo=1,,bar=2,'], 'foo=1,bar=2'],
		'with spaces and tabs between members': [
			['tracestate: foo=1 \t , \t bar=2, \t baz=3'],
			'foo=1,bar=2,baz=3',
		],
		'between spaces and tabs': [['tracestate: \t foo=1 \t'], 'foo=1'],
		'keeps a space before a value': [['tracestate: foo=  1,bar=2'], 'foo=  1,bar=2'],
		'with one key twice keeps the newest': [['tracestate: foo=1,bar=2,foo=3'], 'foo=1,bar=2'],
		'with one key in two headers': [['tracestate: foo=1', 'tracestate: foo=2'], 'foo=1'],
		'with all characters that a key may have': [[`tracestate: ${keyCharacters}=1`], `${keyCharacters}=1`],
		'with all characters of a key and a vendor': [
			[`tracestate: ${keyCharacters}@a-z0-9_-*/=1`],
			`${keyCharacters}@a-z0-9_-*/=1`,
		],
		'with all characters that a value may have': [
			[`tracestate: foo=${valueCharacters}`],
			`foo=${valueCharacters}`,
		],
		'with a key that begins with a digit': [['tracestate: 0foo=1'], '0foo=1'],
		'with a vendor': [['tracestate: tenant@vendor=1'], 'tenant@vendor=1'],
		'with a key that ends with @': [['tracestate: foo@=1,bar=2'], 'foo@=1,bar=2'],
		'with two @ in a key': [['tracestate: foo@bar@baz=1,bar=2'], 'foo@bar@baz=1,bar=2'],
		'with a key that begins with @': [['tracestate: @foo=1,bar=2'], null],
		'with a key in capitals': [['tracestate: FOO=1,bar=2'], null],
		'with a space in a key': [['tracestate: foo =1,bar=2'], null],
		'with a dot in a key': [['tracestate: foo.bar=1'], null],
		'without a key': [['tracestate: =1,bar=2'], null],
		'without an equals sign': [['tracestate: foo,bar=2'], null],
		'with two equals signs': [['tracestate: foo=bar=baz'], null],
		'with an empty value': [['tracestate: foo=,bar=3'], null],
		'with a tab in a value': [['tracestate: foo=a\tb'], null],
		'with a character beyond ASCII': [['tracestate: foo=\u00e9'], null],
		'with a key of 256 characters': [
			[`tracestate: foo=1,${'z'.repeat(256)}=1`],
			`foo=1,${'z'.repeat(256)}=1`,
		],
		'with a key of 257 characters': [[`tracestate: foo=1,${'z'.repeat(257)}=1`], null],
		'with a value of 256 characters': [[`tracestate: foo=${'z'.repeat(256)}`], `foo=${'z'.repeat(256)}`],
		'with a value of 257 characters': [[`tracestate: foo=${'z'.repeat(257)}`], null],
		'of 32 members': [[`tracestate: ${list(1, 32)}`], list(1, 32)],
		'of 32 members in several headers': [
			[`tracestate: ${list(1, 20)}`, `tracestate: ${list(21, 32)}`],
			list(1, 32),
		],
		'of 33 members': [[`tracestate: ${list(1, 33)}`], null],
		'of 512 characters': [
			[`tracestate: ${long('a', 255)},${long('b', 256)}`],
			`${long('a', 255)},${long('b', 256)}`,
		],
		'of 513 characters loses the last of its long members': [
			[`tracestate: ${long('a', 256)},${long('b', 256)}`],
			long('a', 256),
		],
		'that is too long loses members over 128 characters before others': [
			[`tracestate: ${long('a', 200)},${long('b', 128)},${long('c', 128)},${long('d', 128)}`],
			`${long('b', 128)},${long('c', 128)},${long('d', 128)}`,
		],
		'that is too long without long members loses the last ones': [
			[`tracestate: ${['a', 'b', 'c', 'd', 'e'].map((key) => long(key, 120)).join(',')}`],
			['a', 'b', 'c', 'd'].map((key) => long(key, 120)).join(','),
		],
	};
	for (const [name, [lines, sent]] of Object.entries(cases)) {
		test(name, async () => {
			const passed = await server.pass(`traceparent: 00-${FIELDS}-00`, ...lines);
			expectContinued(passed, '00');
			expect(sentOn(passed, 'tracestate')).toEqual(sent === null ? [] : [sent]);
			expect(passed.server.traceState).toBe(sent);
		});
	}

	test('of a later version is passed on', async () => {
		const passed = await server.pass(`traceparent: cc-${FIELDS}-01-more`, 'tracestate: foo=1');
		expect(sentOn(passed, 'tracestate')).toEqual(['foo=1']);
	});
});

test('requests without one, at the same time, each begin a trace of their own', async () => {
	const passed = await Promise.all(Array.from({ length: 20 }, () => server.pass()));
	expect(new Set(passed.map((one) => one.server.traceId)).size).toBe(20);
	expect(passed.filter((one) => one.server.parentSpanId !== null)).toEqual([]);
});

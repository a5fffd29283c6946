import { describe, expect, test } from 'bun:test';
import { judge } from './judge';
import { shortJson } from './jsonPath';
import type { Expectations, Failure, Observation } from './schema';

type Seen = Partial<Omit<Observation, 'timings'>> & { totalMs?: number };

function observation({ totalMs = 50, ...seen }: Seen = {}): Observation {
	return {
		startedAt: '2026-11-21T12:00:00.000Z',
		url: 'https://a.test/b?c=d',
		redirects: 0,
		status: 200,
		httpVersion: '2',
		remoteAddress: '192.0.2.1',
		certificateExpiresAt: '2026-12-01T12:00:00.000Z',
		bodyBytes: 12,
		timings: { dnsMs: 1, connectMs: 1, tlsMs: 1, firstByteMs: 1, transferMs: 1, totalMs },
		blockedMs: 0,
		failure: null,
		bodyContains: null,
		jsonPathFound: null,
		...seen,
	};
}

function broken(phase: Failure['phase'], errorCode: string): Failure {
	return {
		phase,
		errorCode,
		expectation: null,
		expected: 'e',
		actual: 'a',
		message: 'It broke',
		url: 'https://a.test/b',
	};
}

describe('expectations that are met', () => {
	test.each<[Expectations, Seen]>([
		[{}, {}],
		[{}, { status: 299 }],
		[{ status: 404 }, { status: 404 }],
		[{ status: '200-404' }, { status: 301 }],
		[{ certificateDays: 10 }, {}],
		[{ bodyContains: 'x' }, { bodyContains: true }],
		[{ jsonPath: { path: '$.a', equals: 'b' } }, { jsonPathFound: '"b"' }],
		[{ jsonPath: { path: '$.a', equals: null } }, { jsonPathFound: 'null' }],
		[{ jsonPath: { path: '$.a', equals: 'x'.repeat(500) } }, { jsonPathFound: shortJson('x'.repeat(500)) }],
		[{ maxDurationMs: 50 }, { totalMs: 50 }],
	])('%j', (expectations, seen) => {
		expect(judge(expectations, observation(seen))).toEqual({ verdict: 'passed', failure: null });
	});
});

test('a duration just over the limit is not told as one within it', () => {
	const { failure } = judge({ maxDurationMs: 800 }, observation({ totalMs: 800.2 }));
	expect(failure?.actual).toBe('one that took 801 ms');
});

describe('expectations that are not met', () => {
	test.each<[Expectations, Seen, Failure['expectation'], string, string]>([
		[{}, { status: 404 }, 'status', 'the status 200-299', '404 Not Found'],
		[{}, { status: 199 }, 'status', 'the status 200-299', '199'],
		[{ status: 201 }, {}, 'status', 'the status 201', '200 OK'],
		[
			{ certificateDays: 11 },
			{},
			'certificateDays',
			'a certificate valid for 11 more days',
			'one that expires on 2026-12-01, in 10 days',
		],
		[
			{ certificateDays: 1 },
			{ certificateExpiresAt: null },
			'certificateDays',
			'a certificate valid for 1 more days',
			'an answer without TLS',
		],
		[
			{ bodyContains: 'ok' },
			{ bodyContains: false },
			'bodyContains',
			'a body that contains "ok"',
			'a body of 12 bytes without it',
		],
		[{ jsonPath: { path: '$.a', equals: 1 } }, { jsonPathFound: '"1"' }, 'jsonPath', '$.a to be 1', '"1"'],
		[
			{ jsonPath: { path: '$.a', equals: 'nothing' } },
			{ jsonPathFound: 'nothing' },
			'jsonPath',
			'$.a to be "nothing"',
			'nothing',
		],
		[
			{ jsonPath: { path: '$', equals: `${'x'.repeat(500)}y` } },
			{ jsonPathFound: shortJson(`${'x'.repeat(500)}z`) },
			'jsonPath',
			`$ to be ${shortJson(`${'x'.repeat(500)}y`)}`,
			shortJson(`${'x'.repeat(500)}z`),
		],
		[
			{ maxDurationMs: 50 },
			{ totalMs: 50.6 },
			'maxDurationMs',
			'an answer within 50 ms',
			'one that took 51 ms',
		],
	])('%j', (expectations, seen, expectation, expected, actual) => {
		expect(judge(expectations, observation(seen))).toEqual({
			verdict: 'failed',
			failure: {
				phase: null,
				errorCode: null,
				expectation,
				expected,
				actual,
				message: `Expected ${expected}, got ${actual}`,
				url: 'https://a.test/b',
			},
		});
	});

	test('the first in the order of the rules names the failure', () => {
		const all: Expectations = {
			certificateDays: 99,
			bodyContains: 'x',
			jsonPath: { path: '$', equals: 1 },
			maxDurationMs: 1,
		};
		const names = [];
		const rest: Expectations = { ...all };
		for (
			let verdict = judge(rest, observation());
			verdict.failure?.expectation;
			verdict = judge(rest, observation())
		) {
			names.push(verdict.failure.expectation);
			Reflect.deleteProperty(rest, verdict.failure.expectation);
		}
		expect(names).toEqual(['certificateDays', 'bodyContains', 'jsonPath', 'maxDurationMs']);
		expect(judge(all, observation({ status: 500 })).failure?.expectation).toBe('status');
	});

	test('a phase that broke comes before them all', () => {
		const failure = broken('connect', 'ECONNREFUSED');
		expect(judge({ status: 201 }, observation({ failure, status: null }))).toEqual({
			verdict: 'failed',
			failure,
		});
	});
});

describe('a process that stood still', () => {
	const inTime = { maxDurationMs: 100 };
	test.each<[string, Expectations, Seen, 'failed' | 'inconclusive' | 'passed']>([
		['time ran out, not blocked', {}, { failure: broken('first_byte', 'TIMEOUT'), totalMs: 1000 }, 'failed'],
		[
			'time ran out, blocked too shortly',
			{},
			{ failure: broken('first_byte', 'TIMEOUT'), totalMs: 500, blockedMs: 99 },
			'failed',
		],
		[
			'time ran out, blocked for long',
			{},
			{ failure: broken('first_byte', 'TIMEOUT'), totalMs: 1000, blockedMs: 100 },
			'inconclusive',
		],
		[
			'time ran out, blocked for too little of it',
			{},
			{ failure: broken('first_byte', 'TIMEOUT'), totalMs: 10_000, blockedMs: 500 },
			'failed',
		],
		[
			'time ran out in any phase',
			{},
			{ failure: broken('dns', 'TIMEOUT'), totalMs: 2000, blockedMs: 1900 },
			'inconclusive',
		],
		[
			'broken off while connecting',
			{},
			{ failure: broken('connect', 'ETIMEDOUT'), totalMs: 1000, blockedMs: 300 },
			'inconclusive',
		],
		[
			'broken off in the handshake',
			{},
			{ failure: broken('tls', 'ECONNRESET'), totalMs: 1000, blockedMs: 300 },
			'inconclusive',
		],
		[
			'broken off before the request was sent',
			{},
			{ failure: broken('request', 'EPIPE'), totalMs: 1000, blockedMs: 300 },
			'inconclusive',
		],
		[
			'broken off in mid-body',
			{},
			{ failure: broken('transfer', 'ECONNRESET'), totalMs: 1000, blockedMs: 300 },
			'failed',
		],
		['refused', {}, { failure: broken('connect', 'ECONNREFUSED'), totalMs: 1000, blockedMs: 900 }, 'failed'],
		['no such name', {}, { failure: broken('dns', 'ENOTFOUND'), totalMs: 1000, blockedMs: 900 }, 'failed'],
		[
			'an expired certificate',
			{},
			{ failure: broken('tls', 'CERT_HAS_EXPIRED'), totalMs: 1000, blockedMs: 900 },
			'failed',
		],
		['a wrong status', {}, { status: 500, blockedMs: 900, totalMs: 1000 }, 'failed'],
		['a wrong status and too slow', inTime, { status: 500, blockedMs: 900, totalMs: 950 }, 'failed'],
		['too slow, but not without the block', inTime, { totalMs: 220, blockedMs: 120 }, 'inconclusive'],
		['too slow, with or without it', inTime, { totalMs: 221, blockedMs: 120 }, 'failed'],
		['too slow, blocked too shortly', inTime, { totalMs: 150, blockedMs: 99 }, 'failed'],
		['in time although blocked', inTime, { totalMs: 100, blockedMs: 100 }, 'passed'],
	])('%s', (_what, expectations, seen, verdict) => {
		const judged = judge(expectations, observation(seen));
		expect(judged.verdict).toBe(verdict);
		const blamed =
			judged.failure?.message.startsWith('Inconclusive: Glasshouse itself stood still for') ?? false;
		expect(blamed).toBe(verdict === 'inconclusive');
	});
});

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Check } from '../../src/lib/server/checks/model';
import { startApp, type App } from '../support/app';
import { Client, type NewCheck } from '../support/client';
import { eventually } from '../support/eventually';
import { freePort } from '../support/ports';
import { startTarget, type Target } from '../support/target';
import { startTlsTarget, type TlsTarget } from '../support/tlsTarget';

let app: App;
let target: Target;
let trusted: TlsTarget;
let untrusted: TlsTarget;
let closedPort: number;
let client: Client;

beforeAll(async () => {
	target = await startTarget();
	trusted = await startTlsTarget(20);
	untrusted = await startTlsTarget(20);
	closedPort = await freePort();
	app = await startApp({ env: { NODE_EXTRA_CA_CERTS: trusted.caFile } });
	client = new Client(app.url);
});

afterAll(async () => {
	await app.dispose();
	await Promise.all([target.stop(), trusted.stop(), untrusted.stop()]);
});

type Case = [title: string, check: () => NewCheck];

describe('a check passes', () => {
	test.each<Case>([
		['with any 2xx where nothing else was asked', () => ({ url: `${target.url}/status/204` })],
		['with exactly the status', () => ({ url: `${target.url}/status/418`, expect: { status: 418 } })],
		['within a range of status', () => ({ url: `${target.url}/status/503`, expect: { status: '500-599' } })],
		['within the greatest duration', () => ({ url: `${target.url}/ok`, expect: { maxDurationMs: 5000 } })],
		['with the text in the body', () => ({ url: `${target.url}/ok`, expect: { bodyContains: 'all is' } })],
		[
			'with the value at the JSON path',
			() => ({ url: `${target.url}/json`, expect: { jsonPath: { path: '$.data.version', equals: 7 } } }),
		],
		['with a certificate that lasts', () => ({ url: `${trusted.url}/`, expect: { certificateDays: 14 } })],
		['by HEAD', () => ({ url: `${target.url}/ok`, method: 'HEAD' as const })],
	])('%s', async (_, check) => {
		const run = await client.runOnce(check());
		expect(run).toMatchObject({ state: 'passed', attempts: 1 });
		expect(run.failure).toBeUndefined();
	});

	test('and sends the method, headers and body that it was given', async () => {
		await client.runOnce({
			url: `${target.url}/ok?sent`,
			method: 'POST',
			headers: { 'x-thing': 'thing' },
			body: 'the body',
		});
		const [seen] = target.seen.filter(({ url }) => url === '/ok?sent');
		expect(seen).toMatchObject({ method: 'POST', body: 'the body', headers: { 'x-thing': 'thing' } });
		expect(seen?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
	});

	test('and tells the address, the HTTP version, the certificate and every phase', async () => {
		const { observation } = await client.runOnce({ url: `${trusted.url}/` });
		expect(observation).toMatchObject({ status: 200, httpVersion: '1.1' });
		expect(observation?.remoteAddress).toContain('127.0.0.1');
		const lastsMs = Date.parse(observation?.certificateExpiresAt ?? '') - Date.now();
		expect(Math.round(lastsMs / 86_400_000)).toBe(20);
		const { timings } = observation ?? {};
		expect(timings?.tlsMs).toBeGreaterThan(0);
		const parts = [
			timings?.dnsMs,
			timings?.connectMs,
			timings?.tlsMs,
			timings?.firstByteMs,
			timings?.transferMs,
		];
		const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0);
		expect(sum).toBeLessThanOrEqual((timings?.totalMs ?? 0) + 1);
	});

	test('at last, where it may try again', async () => {
		const run = await client.runOnce({ url: `${target.url}/flaky?failures=2`, retries: 2 });
		expect(run).toMatchObject({ state: 'passed', attempts: 3 });
	});

	test('after redirects, each with a span of its own', async () => {
		const run = await client.runOnce({ url: `${target.url}/redirect?to=/ok` });
		expect(run).toMatchObject({ state: 'passed', observation: { redirects: 1, status: 200 } });
		const { spans } = await client.getTrace(run.traceId);
		const requests = spans.filter(({ attributes }) => String(attributes['url.full']).startsWith(target.url));
		expect(requests.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([302, 200]);
	});
});

describe('a check fails and names the expectation', () => {
	test.each<[...Case, expectation: string, expected: string, actual: string]>([
		['status', () => ({ url: `${target.url}/status/503` }), 'status', '200-299', '503'],
		[
			'duration',
			() => ({ url: `${target.url}/slow?ms=300`, expect: { maxDurationMs: 50 } }),
			'maxDurationMs',
			'50',
			'ms',
		],
		[
			'text',
			() => ({ url: `${target.url}/ok`, expect: { bodyContains: 'unwell' } }),
			'bodyContains',
			'unwell',
			'',
		],
		[
			'JSON value',
			() => ({ url: `${target.url}/json`, expect: { jsonPath: { path: '$.data.version', equals: 8 } } }),
			'jsonPath',
			'8',
			'7',
		],
		[
			'certificate',
			() => ({ url: `${trusted.url}/`, expect: { certificateDays: 30 } }),
			'certificateDays',
			'30',
			'',
		],
	])('%s', async (_, check, expectation, expected, actual) => {
		const run = await client.runOnce(check());
		expect(run.state).toBe('failed');
		expect(run.failure).toMatchObject({ expectation, phase: null, errorCode: null });
		expect(run.failure?.expected).toContain(expected);
		expect(run.failure?.actual).toContain(actual);
		expect(run.failure?.message.length).toBeGreaterThan(10);
	});
});

describe('a check fails and names the phase', () => {
	test.each<[...Case, phase: string, code: RegExp]>([
		[
			'a name that does not exist',
			() => ({ url: 'http://no-such-host.invalid/' }),
			'dns',
			/ENOTFOUND|EAI_AGAIN/,
		],
		['a closed port', () => ({ url: `http://127.0.0.1:${closedPort}/` }), 'connect', /ECONNREFUSED/],
		['a certificate nobody vouches for', () => ({ url: `${untrusted.url}/` }), 'tls', /CERT/],
		['a connection that is cut', () => ({ url: `${target.url}/reset` }), 'first_byte', /ECONNRESET/],
		['a body that is cut', () => ({ url: `${target.url}/cut` }), 'transfer', /./],
		[
			'an answer that never comes',
			() => ({ url: `${target.url}/slow?ms=5000`, timeoutMs: 300 }),
			'first_byte',
			/TIMEOUT/,
		],
		['a redirect in a circle', () => ({ url: `${target.url}/circle` }), 'redirect', /./],
	])('%s', async (_, check, phase, code) => {
		const run = await client.runOnce(check());
		expect(run.state).toBe('failed');
		expect(run.failure).toMatchObject({ phase, expectation: null });
		expect(run.failure?.errorCode).toMatch(code);
	});
});

describe('what came back with a failure', () => {
	test('is kept: status, headers, body', async () => {
		const run = await client.runOnce({ url: `${target.url}/status/503` });
		expect(run.response).toMatchObject({ status: 503, body: 'as asked', bodyTruncated: false });
		expect(run.response?.headers['content-type']).toBe('text/plain');
	});

	test('is kept without its secrets', async () => {
		const run = await client.runOnce({ url: `${target.url}/secrets` });
		expect(JSON.stringify(run.response)).not.toContain('hunter2');
		expect(run.response?.body).toContain('kept');
	});

	test('is kept to its first 64 KB', async () => {
		const run = await client.runOnce({ url: `${target.url}/big` });
		expect(run.response?.bodyTruncated).toBe(true);
		expect(run.response?.body.length).toBe(65_536);
	});

	test('is not kept with a run that passed', async () => {
		expect((await client.runOnce({ url: `${target.url}/ok` })).response).toBeUndefined();
	});
});

describe('a process that stands still', () => {
	/** Longer than the check's timeout: whoever looked at the clock alone would say that the target was late. */
	const FROZEN_MS = 2500;

	async function freeze(): Promise<void> {
		app.signal('SIGSTOP');
		await Bun.sleep(FROZEN_MS);
		app.signal('SIGCONT');
	}

	test('during one attempt tries again and passes', async () => {
		target.hold();
		const { id } = await client.createCheck({ url: `${target.url}/held?once`, timeoutMs: 1000 });
		const runId = await client.startRun(id);
		const requests = () => target.seen.filter(({ url }) => url === '/held?once').length;
		await eventually('the first attempt', () => requests() === 1);
		await freeze();
		await eventually('the second attempt', () => requests() === 2);
		target.release();
		const run = await client.endOfRun(runId);
		expect(run).toMatchObject({ state: 'passed', attempts: 2 });
	});

	test('during every attempt calls the run inconclusive, and the check has not failed', async () => {
		target.hold();
		const { id } = await client.createCheck({ url: `${target.url}/held?always`, timeoutMs: 1000 });
		const runId = await client.startRun(id);
		let frozen = 0;
		const run = await eventually('the end of the run', async () => {
			const requests = target.seen.filter(({ url }) => url === '/held?always').length;
			if (requests > frozen) {
				frozen = requests;
				await freeze();
			}
			const current = await client.getRun(runId);
			return current.endedAt === null ? undefined : current;
		});
		target.release();
		expect(run.state).toBe('inconclusive');
		expect(run.observation?.blockedMs).toBeGreaterThan(1000);
		expect((await client.json<Check>('GET', `/api/v1/checks/${id}`)).state).toBe('waiting');
	});
});

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Run } from '../../src/lib/server/checks/model';
import { startApp, type App } from '../support/app';
import { Client } from '../support/client';
import { startTarget, type Target } from '../support/target';

const TOKEN = 'a-secret-of-some-length';
const METADATA = [
	'http://169.254.169.254/latest/meta-data/',
	'http://169.254.0.1/',
	'http://[fd00:ec2::254]/',
	'http://[::ffff:169.254.169.254]/',
	'http://2852039166/',
	'http://0xa9.0xfe.0xa9.0xfe/',
];
const PRIVATE = ['http://127.0.0.1:9/', 'http://10.1.2.3/', 'http://192.168.1.1/', 'http://172.16.0.1/', 'http://[::1]/'];

function expectRefused(run: Run): void {
	expect(run.state).toBe('failed');
	expect(run.failure?.phase).toBe('policy');
	expect(run.response?.status ?? null).toBeNull();
}

describe('where checks may go', () => {
	let open: App;
	let closed: App;
	let target: Target;

	beforeAll(async () => {
		target = await startTarget();
		open = await startApp();
		closed = await startApp({ env: { GLASSHOUSE_TOKEN: TOKEN, GLASSHOUSE_ALLOW_PRIVATE_TARGETS: 'false' } });
	});

	afterAll(async () => {
		await open.dispose();
		await closed.dispose();
		await target.stop();
	});

	test.each(METADATA)('never to %s', async (url) => {
		expectRefused(await new Client(open.url).runOnce({ url, timeoutMs: 3000 }));
	});

	test('never there by a redirect either', async () => {
		const to = encodeURIComponent('http://169.254.169.254/latest/');
		const run = await new Client(open.url).runOnce({ url: `${target.url}/redirect?to=${to}` });
		expectRefused(run);
		expect(run.failure?.url).toContain('169.254.169.254');
	});

	test.each(PRIVATE)('not to %s where private targets are not allowed', async (url) => {
		expectRefused(await new Client(closed.url, TOKEN).runOnce({ url, timeoutMs: 3000 }));
	});

	test('not to a name that resolves to a private address', async () => {
		const port = new URL(target.url).port;
		const before = target.seen.length;
		expectRefused(await new Client(closed.url, TOKEN).runOnce({ url: `http://localhost:${port}/ok` }));
		expect(target.seen).toHaveLength(before);
	});

	test('nor does a webhook', async () => {
		const before = target.seen.length;
		const run = await new Client(closed.url, TOKEN).runOnce({
			url: 'http://10.1.2.3/',
			webhookUrl: `${target.url}/ok`,
		});
		expectRefused(run);
		expect(target.seen).toHaveLength(before);
	});
});

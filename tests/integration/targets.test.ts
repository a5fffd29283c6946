import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Run } from '../../src/lib/server/checks/model';
import { startApp, type App } from '../support/app';
import { Client, type NewCheck } from '../support/client';
import { eventually } from '../support/eventually';
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
const PRIVATE = [
	'http://127.0.0.1:9/',
	'http://10.1.2.3/',
	'http://192.168.1.1/',
	'http://172.16.0.1/',
	'http://[::1]/',
];

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

	async function expectRefusedAtOnce(client: Client, check: NewCheck, about: string): Promise<void> {
		const response = await client.request('POST', '/api/v1/checks', { name: 'refused', ...check });
		expect(response.status).toBe(400);
		const { message } = (await response.json()) as { message: string };
		expect(message).toContain(`${about}: expected a target that may be checked`);
	}

	test.each(METADATA)('never to %s', async (url) => {
		await expectRefusedAtOnce(new Client(open.url), { url }, 'url');
	});

	test('never there by a redirect either', async () => {
		const to = encodeURIComponent('http://169.254.169.254/latest/');
		const run = await new Client(open.url).runOnce({ url: `${target.url}/redirect?to=${to}` });
		expectRefused(run);
		expect(run.failure?.url).toContain('169.254.169.254');
	});

	test.each(PRIVATE)('not to %s where private targets are not allowed', async (url) => {
		await expectRefusedAtOnce(new Client(closed.url, TOKEN), { url }, 'url');
	});

	test('not to a name that resolves to a private address: decided when it is resolved', async () => {
		const port = new URL(target.url).port;
		const before = target.seen.length;
		expectRefused(await new Client(closed.url, TOKEN).runOnce({ url: `http://localhost:${port}/ok` }));
		expect(target.seen).toHaveLength(before);
	});

	test('nor may a webhook, not even by a name', async () => {
		const client = new Client(closed.url, TOKEN);
		const url = 'http://no-such-host.invalid/';
		await expectRefusedAtOnce(client, { url, webhookUrl: `${target.url}/ok` }, 'webhookUrl');
		const before = target.seen.length;
		const webhookUrl = `http://localhost:${new URL(target.url).port}/ok`;
		expect((await client.runOnce({ url, webhookUrl })).failure?.phase).toBe('dns');
		await eventually('the refused webhook', () => closed.output().includes('Webhook could not be told'));
		expect(target.seen).toHaveLength(before);
	});
});

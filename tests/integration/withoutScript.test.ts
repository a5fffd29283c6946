import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { startApp, type App } from '../support/app';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { startTarget } from '../support/target';

/** What a browser sends when no script runs: a form, its own Origin, and a wish for HTML. */
describe('the pages without JavaScript', () => {
	let app: App;

	beforeAll(async () => {
		app = await startApp();
	});

	afterAll(() => app.dispose());

	function post(path: string, fields: Record<string, string>): Promise<Response> {
		return untraced(app.url + path, {
			method: 'POST',
			redirect: 'manual',
			headers: { origin: app.url, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams(fields).toString(),
		});
	}

	async function page(path: string): Promise<string> {
		const response = await untraced(app.url + path, { headers: { accept: 'text/html' } });
		expect(response.status).toBe(200);
		return response.text();
	}

	const form = () => ({
		name: 'made by a form',
		url: `${app.url}/healthz`,
		method: 'GET',
		intervalSeconds: '',
		timeoutMs: '10000',
		retries: '0',
		enabled: 'on',
	});

	test('make a check, run it and show its run', async () => {
		const made = await post('/checks/new', form());
		expect(made.status).toBe(303);
		const place = made.headers.get('location') ?? '';
		expect(place).toMatch(/^\/checks\/[0-9a-f-]{36}$/);
		expect(await page(place)).toContain('made by a form');
		const started = await post(`${place}?/run`, {});
		expect(started.status).toBe(303);
		const run = started.headers.get('location') ?? '';
		expect(run).toMatch(/^\/runs\/[0-9a-f-]{36}$/);
		await new Client(app.url).endOfRun(run.replace('/runs/', ''));
		const html = await page(run);
		expect(html).toContain('made by a form');
		expect(html).toContain('Passed');
		expect(await page('/')).toContain('made by a form');
	});

	test('say what is wrong beside the field, and keep what was typed', async () => {
		const refused = await post('/checks/new', { ...form(), name: 'half done', url: 'not a url' });
		expect(refused.status).toBe(400);
		const html = await refused.text();
		expect(html).toContain('half done');
		expect(html).toContain('http://');
		expect(html).toContain('aria-invalid="true"');
	});

	test('stop a run from among all that is in flight', async () => {
		const target = await startTarget();
		target.hold();
		const client = new Client(app.url);
		const { id } = await client.createCheck({ url: `${target.url}/held` });
		const runId = await client.startRun(id);
		await eventually('its request', () => target.seenAt('/held').length === 1);
		expect(await page('/in-flight')).toContain(`/runs/${runId}`);
		const stopped = await post('/in-flight?/stop', { run: runId });
		expect([stopped.status, stopped.headers.get('location')]).toEqual([303, '/in-flight']);
		expect((await client.endOfRun(runId)).state).toBe('cancelled');
		const again = await post('/in-flight?/stop', { run: runId });
		expect(again.status).toBe(409);
		expect(await again.text()).toContain('The run had ended already.');
		await target.stop();
	});

	test('show what there is to see: traces, the API, a new check', async () => {
		for (const path of ['/', '/checks/new', '/traces', '/traces/compare', '/in-flight', '/telemetry', '/api'])
			expect(await page(path)).toContain('<main');
	});

	test('show the newest log lines, narrowed to what the address asks for', async () => {
		await untraced(`${app.url}/api/v1/runs?plainly=1`);
		expect(await page('/logs?q=plainly')).toContain('plainly: expected no such field');
		expect(await page('/logs?q=plainly&level=error')).toContain('No lines match');
	});

	test('promise nothing that only a script could keep: nothing is live, and nothing can be paused', async () => {
		for (const path of ['/', '/traces', '/logs', '/in-flight']) {
			const html = await page(path);
			expect(html).not.toMatch(/class="pulse|>\s*(Live|Pause|Pause view)\s*</);
			expect(html).not.toContain('aria-pressed="true"');
		}
	});

	test('carry the headers that keep them safe', async () => {
		const response = await untraced(`${app.url}/`);
		expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
		expect(response.headers.get('x-content-type-options')).toBe('nosniff');
	});
});

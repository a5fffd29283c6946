import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { CheckOverview, RunSummary } from '../../src/lib/server/checks/model';
import { startApp, type App } from '../support/app';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { startTarget, type Target } from '../support/target';

describe('what Glasshouse does by itself', () => {
	let app: App;
	let target: Target;
	let client: Client;

	beforeAll(async () => {
		target = await startTarget();
		app = await startApp();
		client = new Client(app.url);
	});

	afterAll(async () => {
		await app.dispose();
		await target.stop();
	});

	test('on its first start it holds one check, of its own /healthz, and runs it', async () => {
		const check = await eventually('a run of the own check', async () => {
			const [own, ...more] = await client.json<CheckOverview[]>('GET', '/api/v1/checks');
			expect(more).toEqual([]);
			return own?.state === 'passing' ? own : undefined;
		});
		expect(check.url).toBe(`${app.url}/healthz`);
		expect(check.statistics).toMatchObject({ uptime24h: 1, uptime7d: 1 });
		expect(check.statistics.p50Ms).toBeGreaterThan(0);
	});

	test('it runs a check when it is due: at once, and again after its interval', async () => {
		const { id } = await client.createCheck({ url: `${target.url}/ok?due`, intervalSeconds: 10 });
		const runs = await eventually(
			'two scheduled runs',
			async () => {
				const ended = await client.json<RunSummary[]>('GET', `/api/v1/runs?checkId=${id}`);
				return ended.length >= 2 && ended.every(({ state }) => state === 'passed') ? ended : undefined;
			},
			40_000,
		);
		expect(runs.map(({ trigger }) => trigger)).toEqual(['schedule', 'schedule']);
		const [second, first] = runs.map(({ queuedAt }) => Date.parse(queuedAt));
		expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(8_500);
		expect((second ?? 0) - (first ?? 0)).toBeLessThan(13_000);
		expect(new Set(runs.map(({ traceId }) => traceId)).size).toBe(2);
		expect(target.seen.filter(({ url }) => url === '/ok?due')).toHaveLength(2);
	});

	test('it tells a webhook when a check changes its state, and only then', async () => {
		const webhookUrl = `${target.url}/ok?webhook`;
		const told = () =>
			target.seen
				.filter(({ url }) => url === '/ok?webhook')
				.map(({ body }) => JSON.parse(body) as { from: string; to: string; failure: object | null });
		const { id } = await client.createCheck({ url: `${target.url}/status/200`, webhookUrl });
		const run = async () => client.endOfRun(await client.startRun(id));
		const runsWith = async (status: number) => {
			await client.json('PATCH', `/api/v1/checks/${id}`, { url: `${target.url}/status/${status}` });
			await run();
			await run();
		};
		await runsWith(200);
		const before = told().length;
		await runsWith(500);
		await runsWith(200);
		const changes = await eventually('both changes', () => {
			const since = told().slice(before);
			return since.length >= 2 ? since : undefined;
		});
		expect(changes.map(({ from, to }) => [from, to])).toEqual([
			['passing', 'failing'],
			['failing', 'passing'],
		]);
		expect(changes[0]?.failure).toMatchObject({ expectation: 'status' });
		expect(JSON.stringify(changes[0]?.failure)).toContain('500');
	});
});

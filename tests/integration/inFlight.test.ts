import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { InFlight } from '../../src/lib/server/observe/inFlight';
import { startApp, type App } from '../support/app';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { startTarget, type Target } from '../support/target';

describe('what is in flight', () => {
	let app: App;
	let target: Target;
	let client: Client;

	beforeAll(async () => {
		target = await startTarget();
		app = await startApp({ env: { GLASSHOUSE_LEAK_AFTER_MS: '1000' } });
		client = new Client(app.url);
	});

	afterAll(async () => {
		target.release();
		await app.dispose();
		await target.stop();
	});

	const inFlight = (query = '') => client.json<InFlight>('GET', `/api/v1/telemetry/in-flight${query}`);

	async function startHeld(name: string): Promise<string> {
		target.hold();
		const check = await client.createCheck({ name, url: `${target.url}/held?of=${name}`, timeoutMs: 60_000 });
		return client.startRun(check.id);
	}

	/** The request of a run, while it is open. */
	const openRequest = async (runId: string) =>
		(await inFlight()).open.find((operation) => operation.runId === runId && operation.kind === 'C');

	test('is told while it happens, and a moment after it has ended', async () => {
		const runId = await startHeld('shop');
		const request = await eventually('the request', async () => {
			const open = await openRequest(runId);
			return open?.phase?.name === 'first byte' ? open : undefined;
		});
		expect(request).toMatchObject({
			name: `GET ${target.url.replace('http://', '')}/held`,
			checkName: 'shop',
			waitsFor: null,
			longByDesign: null,
		});
		const { open, resources } = await inFlight();
		const above = open.filter((operation) => operation.runId === runId && operation.kind === 'W');
		expect(above.map(({ name, waitsFor }) => [name, waitsFor?.name])).toEqual([
			['workflow runCheck', 'step request'],
			['step request', request.name],
		]);
		const workers = resources.pools.find(({ name }) => name === 'workers');
		expect(workers?.most).toBe(50);
		expect(workers?.used).toBeGreaterThan(0);
		await eventually('the queue to be empty', async () => {
			const { queue } = (await inFlight()).resources;
			return queue?.waiting === 0 && queue.oldestMs === null;
		});
		target.release();
		await client.endOfRun(runId);
		expect(await openRequest(runId)).toBeUndefined();
		const { ended } = await inFlight();
		expect(ended.find((operation) => operation.runId === runId)).toMatchObject({
			failed: false,
			checkName: 'shop',
		});
	});

	test('has neither the request that asks, nor what pages fetch for themselves', async () => {
		await untraced(`${app.url}/_app/version.json`);
		const names = ({ open, ended }: InFlight) => [...open, ...ended].map(({ name }) => name);
		expect(names(await inFlight())).not.toContainEqual(expect.stringContaining('/_app/'));
		expect((await inFlight()).open.filter(({ route }) => route?.includes('in-flight'))).toEqual([]);
		await eventually('all of it, where it is asked for', async () => {
			await untraced(`${app.url}/_app/version.json`);
			return names(await inFlight('?page=true')).some((name) => name.includes('/_app/'));
		});
	});

	test('tells of the runtime only what is new, to who asks again', async () => {
		const { runtime } = await eventually('a sample', async () => {
			const told = await inFlight();
			return told.runtime.length > 0 ? told : undefined;
		});
		expect(runtime[0]?.residentBytes).toBeGreaterThan(1_000_000);
		const lastMs = runtime.at(-1)?.atMs ?? 0;
		const next = await inFlight(`?runtimeSince=${lastMs}`);
		expect(next.runtime.filter(({ atMs }) => atMs <= lastMs)).toEqual([]);
	});

	test('refuses what it does not know', async () => {
		const answer = await client.request('GET', '/api/v1/telemetry/in-flight?runtimeSince=soon');
		expect(answer.status).toBe(400);
	});

	test('that nobody ends is reported, once for a span', async () => {
		const runId = await startHeld('lost');
		const leaked = (id: string) =>
			eventually('a leak', async () => ((await openRequest(id))?.leaked ? true : undefined));
		await leaked(runId);
		const [request, { traceId }] = await Promise.all([openRequest(runId), client.getRun(runId)]);
		// Once another one is told of, it was looked for again.
		await leaked(await startHeld('lost too'));
		const lines = app
			.output()
			.split('\n')
			.filter((line) => line.includes('A span was not ended') && line.includes(runId))
			.map((line) => JSON.parse(line) as Record<string, unknown>);
		expect(lines).toHaveLength(1);
		expect(lines[0]).toMatchObject({
			level: 'warn',
			trace_id: traceId,
			span_id: request?.spanId ?? '',
			run_id: runId,
			span: request?.name ?? '',
			phase: 'first byte',
		});
		expect(lines[0]?.ageMs).toBeGreaterThan(1000);
	});
});

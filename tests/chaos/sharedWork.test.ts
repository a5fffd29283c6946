import { expect, test } from 'bun:test';
import type { RunSummary } from '../../src/lib/server/checks/model';
import { startApp } from '../support/app';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { connect, startPostgres } from '../support/postgres';
import { startTarget } from '../support/target';

const CHECKS = 20;
const INTERVAL_S = 10;
const TICKS = 3;

test('two processes on one database share the work, and run no due check twice', async () => {
	const [postgres, target] = [await startPostgres(), await startTarget()];
	const env = { DATABASE_URL: await postgres.createDatabase(), GLASSHOUSE_CONCURRENCY: '4' };
	const one = await startApp({ env: { ...env, GLASSHOUSE_INSTANCE_ID: 'one' } });
	const two = await startApp({ env: { ...env, GLASSHOUSE_INSTANCE_ID: 'two' } });
	const client = new Client(one.url);
	const paths = Array.from({ length: CHECKS }, (_, i) => `/slow?ms=200&check=${i}`);
	const made = paths.map((path) =>
		client.createCheck({ url: target.url + path, intervalSeconds: INTERVAL_S }),
	);
	const checks = await Promise.all(made);
	const seen = (path: string) => target.seen.filter(({ url }) => url === path).length;
	await eventually('three ticks of every check', () => paths.every((path) => seen(path) >= TICKS), 90_000);

	const ids = checks.map(({ id }) => id);
	await Promise.all(ids.map((id) => client.json('PATCH', `/api/v1/checks/${id}`, { enabled: false })));
	for (const [i, id] of ids.entries()) {
		const runs = await eventually('every run to end', async () => {
			const all = await client.json<RunSummary[]>('GET', `/api/v1/runs?checkId=${id}`);
			return all.every(({ endedAt }) => endedAt !== null) ? all : undefined;
		});
		// As many requests as runs, and runs as far apart as their interval: none was started or carried out twice.
		expect(runs.map(({ state }) => state)).toEqual(runs.map(() => 'passed'));
		expect(seen(paths[i] ?? '')).toBe(runs.length);
		const times = runs.map(({ queuedAt }) => Date.parse(queuedAt)).sort((a, b) => a - b);
		const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
		expect(gaps.filter((gap) => gap < INTERVAL_S * 800)).toEqual([]);
	}

	const db = await connect(env.DATABASE_URL);
	const { rows } = await db.query<{ executor_id: string }>(
		'select distinct executor_id from dbos.workflow_status',
	);
	expect(rows.map(({ executor_id: id }) => id).sort()).toEqual(['one', 'two']);
	await db.end();
	await one.dispose();
	await two.dispose();
	await target.stop();
	await postgres.stop();
}, 240_000);

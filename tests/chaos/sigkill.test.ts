import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Client as DatabaseClient } from 'pg';
import type { Check, Run } from '../../src/lib/server/checks/model';
import { restartApp, startApp, type App } from '../support/app';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { countRecordings, holdRunResult, holdStepResult, recordings } from '../support/holdRun';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { connect, startPostgres, waitingForLocks, type PostgresServer } from '../support/postgres';
import { startTarget, type Target } from '../support/target';

const STEPS = ['request', 'judge', 'record', 'notify'];

/** Where the process dies, how it is brought there, and how the way is cleared after its death. */
interface Scene {
	app: App;
	client: Client;
	db: DatabaseClient;
	target: Target;
	check: Check;
}
interface Death {
	where: string;
	/** Steps whose result was kept before it died: they are not done again. */
	done: string[];
	prepare: (scene: Scene) => Promise<(runId: string) => Promise<() => Promise<void>>>;
}

const DEATHS: Death[] = [
	{
		where: 'request, while the target answers',
		done: [],
		prepare: ({ target }) => {
			target.hold();
			return Promise.resolve(async () => {
				await eventually('the request', () => target.seenAt('/held').length === 1);
				return () => Promise.resolve(target.release());
			});
		},
	},
	{
		where: 'judge, done but not yet kept, which its request is no more than it',
		done: [],
		prepare: whenHeld((db) => holdStepResult(db, 'attempt')),
	},
	{
		where: 'record, while its transaction waits',
		done: ['request', 'judge'],
		prepare: ({ db, target, check }) => {
			target.hold();
			return Promise.resolve(async () => {
				await eventually('the request', () => target.seenAt('/held').length === 1);
				await db.query('begin');
				await db.query('select 1 from checks where id = $1 for update', [check.id]);
				target.release();
				await eventually('the transaction to wait', async () => (await waitingForLocks(db)) > 0);
				return async () => {
					await db.query('rollback');
				};
			});
		},
	},
	{
		where: 'notify, while the webhook answers',
		done: ['request', 'judge', 'record'],
		prepare: ({ target }) => {
			target.hold();
			return Promise.resolve(async () => {
				await eventually('the request', () => target.seenAt('/held').length === 1);
				// The request is let through, the webhook after it is not.
				target.release();
				target.hold();
				await eventually('the webhook', () => target.seenAt('/held').length === 2);
				return () => Promise.resolve(target.release());
			});
		},
	},
	{
		where: 'notify, done but not yet kept',
		done: ['request', 'judge', 'record'],
		prepare: whenHeld((db) => holdStepResult(db, 'notify')),
	},
	{
		where: 'the end, with every step done',
		done: STEPS,
		prepare: whenHeld(holdRunResult),
	},
];

describe('SIGKILL in the middle of a run', () => {
	let postgres: PostgresServer;
	let receiver: Receiver;

	beforeAll(async () => {
		postgres = await startPostgres();
		receiver = startReceiver();
	});

	afterAll(async () => {
		await postgres.stop();
		await receiver.stop();
	});

	test.each(DEATHS)(
		'in $where: it is carried on in the same trace, and recorded once',
		async ({ done, prepare }) => {
			const target = await startTarget();
			const databaseUrl = await postgres.createDatabase();
			const env = {
				DATABASE_URL: databaseUrl,
				OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
				OTEL_BSP_SCHEDULE_DELAY: '100',
			};
			const app = await startApp({ env });
			const db = await connect(databaseUrl);
			const client = new Client(app.url);
			await countRecordings(db);
			const webhookUrl = `${target.url}/held?webhook`;
			const check = await client.createCheck({ url: `${target.url}/held`, timeoutMs: 60_000, webhookUrl });
			const reach = await prepare({ app, client, db, target, check });
			const runId = await client.startRun(check.id);
			const clear = await reach(runId);
			await untilExported(receiver, await client.getRun(runId), done);
			await app.kill();
			await endLeftConnections(db);
			await clear();

			const again = await restartApp(app);
			const run = await new Client(again.url).endOfRun(runId);
			expect(run.state).toBe('passed');
			expect(await recordings(db, runId)).toBe(1);
			expect(await new Client(again.url).getRun(runId)).toEqual(run);
			await eventually('the webhook', () => target.seen.some(({ url }) => url === '/held?webhook'));
			await expectOneTrace(receiver, run, done);
			await db.end();
			await again.dispose();
			await target.stop();
		},
	);
});

/** The spans that had ended are sent in batches: a killed process takes with it those of the last 100 ms. */
async function untilExported(receiver: Receiver, { traceId }: Run, done: string[]): Promise<void> {
	await receiver.completeTrace(traceId, (spans) =>
		done.every((step) => spans.some(({ name }) => name === `step ${step}`)),
	);
}

/** Every step is in the run's trace, the steps before the death once; nothing of the run is in another one. */
async function expectOneTrace(receiver: Receiver, run: Run, done: string[]): Promise<void> {
	const spans = await receiver.completeTrace(run.traceId, (found) => {
		const ended = found.some(({ name, events }) => {
			return name === 'workflow runCheck' && events.some((event) => event.name === 'workflow ended');
		});
		return ended && found.some(({ name }) => name === 'step notify');
	});
	const counts = STEPS.map((step) => spans.filter(({ name }) => name === `step ${step}`).length);
	for (const [i, step] of STEPS.entries()) {
		if (done.includes(step)) expect([step, counts[i]]).toEqual([step, 1]);
		else expect([step, counts[i]]).not.toEqual([step, 0]);
	}
	const elsewhere = receiver.spans.filter(({ traceId, attributes }) => {
		return attributes['glasshouse.run.id'] === run.id && traceId !== run.traceId;
	});
	expect(elsewhere).toEqual([]);
}

/** Lets target and webhook answer, and waits until the engine is held. */
function whenHeld(hold: (db: DatabaseClient) => ReturnType<typeof holdRunResult>): Death['prepare'] {
	return async ({ db, target }) => {
		target.release();
		const held = await hold(db);
		return async () => {
			await held.reached();
			return held.letGo;
		};
	};
}

/** What a dead process has left in the database: its statements must not go on behind its back. */
async function endLeftConnections(db: DatabaseClient): Promise<void> {
	await db.query(
		'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
	);
}

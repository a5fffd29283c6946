// A run that one process executes, watched in another: session events cross over while they happen.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { SessionEvent } from '../../src/lib/trace/sessionEvent';
import { startApp, type App } from '../support/app';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { followFeed } from '../support/feed';
import { connect, startPostgres, type PostgresServer } from '../support/postgres';
import { startTarget, type Target } from '../support/target';

setDefaultTimeout(120_000);

let postgres: PostgresServer;
let target: Target;
let databaseUrl: string;
let watching: App;
let executing: App;

/** Each has one run at a time, so that of two that are held one is executed by either. */
const start = (instanceId: string) =>
	startApp({
		env: { DATABASE_URL: databaseUrl, GLASSHOUSE_INSTANCE_ID: instanceId, GLASSHOUSE_CONCURRENCY: '1' },
	});

beforeAll(async () => {
	[postgres, target] = await Promise.all([startPostgres(), startTarget()]);
	databaseUrl = await postgres.createDatabase();
	watching = await start('watching');
	executing = await start('executing');
});
afterAll(async () => {
	await Promise.all([watching.dispose(), executing.dispose()]);
	await Promise.all([target.stop(), postgres.stop()]);
});

/** The live feed of a run, as a page has it. */
function follow(app: App, runId: string) {
	const feed = followFeed(app.url, { session: runId });
	const events = () => feed.frames.flatMap((frame) => (frame.type === 'session.event' ? [frame.event] : []));
	return {
		find: (type: string, phase: SessionEvent['phase']) =>
			eventually(`${type} ${phase}`, () =>
				events().find((event) => event.type === type && event.phase === phase),
			),
		openSpan: (name: string) =>
			eventually(`the open span of ${name}`, () =>
				feed.frames
					.flatMap((frame) => (frame.type === 'span.start' ? [frame.span] : []))
					.find((span) => span.name === name),
			),
		stop: () => {
			feed.socket.close();
			return feed.closed;
		},
	};
}

/** Until it is let go nothing is kept with runs: whatever comes from another process was told by it. */
async function holdKeeping() {
	const db = await connect(databaseUrl);
	await db.query('begin');
	await db.query('lock table trace_parts in exclusive mode');
	return { letGo: () => db.end() };
}

/** Two runs that hang in their requests. @returns the one that the other process executes, as it is followed here */
async function heldElsewhere(client: Client) {
	target.hold();
	const { id } = await client.createCheck({ url: `${target.url}/held`, timeoutMs: 60_000 });
	const runIds = [await client.startRun(id), await client.startRun(id)];
	const feeds = runIds.map((runId) => follow(watching, runId));
	const begun = await Promise.all(feeds.map((feed) => feed.find('step.request', 'start')));
	const at = begun.findIndex(({ instanceId }) => instanceId === 'executing');
	const [runId, feed, start] = [runIds[at], feeds[at], begun[at]];
	if (runId === undefined || feed === undefined || start === undefined)
		throw new Error('Both were executed here');
	await feeds[1 - at]?.stop();
	return { runId, feed, start };
}

test('a run executed by another process is live here, and has its events when it is over', async () => {
	const client = new Client(watching.url);
	const keeping = await holdKeeping();
	const { runId, feed, start: begun } = await heldElsewhere(client);
	expect(begun).toMatchObject({ sessionId: runId, data: { attempt: 1 } });
	await feed.find('probe.connected', 'event');
	expect(begun.spanId).toBe((await feed.openSpan('step request')).spanId);
	target.release();
	const ended = await feed.find('run', 'end');
	expect(ended).toMatchObject({ instanceId: 'executing', data: { state: 'passed' } });
	await feed.stop();
	await keeping.letGo();

	const { traceId } = await client.endOfRun(runId);
	await eventually('the kept events', async () => {
		const { events } = await client.getTrace(traceId);
		return events.some(({ id }) => id === ended.id);
	});
});

test('a process whose connection was cut hears the others again', async () => {
	const keeping = await holdKeeping();
	const { feed } = await heldElsewhere(new Client(watching.url));
	const db = await connect(databaseUrl);
	const { rowCount } = await db.query(
		`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'glasshouse live'`,
	);
	await db.end();
	expect(rowCount).toBe(2);
	target.release();
	expect(await feed.find('run', 'end')).toMatchObject({ instanceId: 'executing' });
	await feed.stop();
	await keeping.letGo();
});

import { afterAll, afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import pg from 'pg';
import type { FeedItem } from '$trace/feed';
import { eventually } from '../../../../../tests/support/eventually';
import { createTestDatabase } from '../../database/testDatabase';
import { SessionBus } from '../bus';
import { HEALTH } from '../health';
import { WATCH_CHANNEL } from './messages';
import { Neighbours } from './neighbours';

setDefaultTimeout(60_000);

const database = await createTestDatabase();
const RUN = '019a0000-0000-7000-8000-000000000001';
const OTHER_RUN = '019a0000-0000-7000-8000-000000000002';
const TRACE = 'ab'.repeat(16);

const started: Neighbours[] = [];
let watching: Neighbours;
let executing: Neighbours;
let bus: SessionBus;

function start(self: string, partsPerSecond?: number) {
	const own = new SessionBus({ instanceId: self, incarnation: self });
	const neighbours = new Neighbours({ url: database.url, self, bus: own, partsPerSecond });
	started.push(neighbours);
	return { neighbours, bus: own };
}

beforeEach(async () => {
	watching = start('a').neighbours;
	({ neighbours: executing, bus } = start('b'));
	await watching.keep();
	await executing.keep();
});
afterEach(() => Promise.all(started.splice(0).map((neighbours) => neighbours.stop())));
afterAll(() => database.drop());

function watch(runId = RUN, on = watching) {
	const items: FeedItem[] = [];
	const leave = on.watch(runId, TRACE, (told) => items.push(...told));
	const events = () => items.flatMap((item) => (item.type === 'session.event' ? [item.event] : []));
	const has = (type: string) => eventually(type, () => events().find((event) => event.type === type));
	return { items, events, has, leave };
}

const told = (count: number) => eventually(`${count} runs to be told of`, () => executing.told === count);

/** As a server does that is stopped: what it was told meanwhile is lost. */
async function cut(): Promise<void> {
	const client = new pg.Client(database.url);
	await client.connect();
	await client.query(
		`select pg_terminate_backend(pid) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid()`,
	);
	await client.end();
}

async function notify(channel: string, payload: string): Promise<void> {
	const client = new pg.Client(database.url);
	await client.connect();
	await client.query('select pg_notify($1, $2)', [channel, payload]);
	await client.end();
}

describe('a run of another process', () => {
	test('is told of from the moment that it is watched: what is held, then what happens', async () => {
		bus.emit(RUN, 'before', { text: 'grün' });
		const { events, has } = watch();
		await has('before');
		bus.emit(RUN, 'after', undefined);
		bus.emit(OTHER_RUN, 'of another run', undefined);
		await has('after');
		expect(events()).toEqual(bus.events(RUN));
	});

	test('that begins only later is told of too', async () => {
		const { has } = watch();
		await told(1);
		bus.emit(RUN, 'begun', undefined);
		await has('begun');
	});

	test('is told of no more when nobody watches it', async () => {
		const [one, other] = [watch(), watch()];
		await told(1);
		one.leave();
		bus.emit(RUN, 'while one watches', undefined);
		await other.has('while one watches');
		expect(one.events()).toEqual([]);
		other.leave();
		await told(0);
	});

	test('is told to a second watcher from its beginning, and to the first no second time', async () => {
		bus.emit(RUN, 'before', undefined);
		const first = watch();
		await first.has('before');
		const second = watch();
		await second.has('before');
		bus.emit(RUN, 'after', undefined);
		await Promise.all([first.has('after'), second.has('after')]);
		for (const { events } of [first, second])
			expect(events().map(({ type }) => type)).toEqual(['before', 'after']);
	});

	test('may have more to tell than fits into one payload', async () => {
		const { events, has } = watch();
		await told(1);
		const noise = () => Array.from({ length: 30 }, () => crypto.randomUUID());
		for (let n = 0; n < 60; n++) bus.emit(RUN, `type.${n}`, { noise: noise() });
		await has('type.59');
		const held = bus.events(RUN);
		expect(JSON.stringify(held).length).toBeGreaterThan(50_000);
		expect(events().slice(0, 60)).toEqual(held.slice(0, 60));
	});

	test.each([
		['the watching', () => [watching, executing]],
		['the executing', () => [executing, watching]],
	])(
		'is told of again after the connections were lost, where %s process is back first',
		async (_which, order) => {
			const { has } = watch();
			await told(1);
			await cut();
			await eventually('the connections to be lost', () => !watching.connected && !executing.connected);
			bus.emit(RUN, 'meanwhile', undefined);
			await eventually('it to be lost', () => (bus.dropped(RUN)?.elsewhere ?? 0) > 0);
			for (const neighbours of order()) await neighbours.keep();
			await has('meanwhile');
			bus.emit(RUN, 'afterwards', undefined);
			await has('afterwards');
		},
	);

	test('that tells too much loses some of it, which is counted and told', async () => {
		const { bus: busy, neighbours } = start('c', 2);
		await neighbours.keep();
		const { events, has } = watch(OTHER_RUN);
		await eventually('it to be told of', () => neighbours.told === 1);
		const noise = () => Array.from({ length: 30 }, () => crypto.randomUUID());
		for (let n = 0; n < 60; n++) busy.emit(OTHER_RUN, `type.${n}`, { noise: noise() });
		const health = await has(HEALTH);
		const lost = busy.dropped(OTHER_RUN)?.elsewhere ?? 0;
		expect(lost).toBeGreaterThanOrEqual(60);
		expect(JSON.stringify(health.data)).toContain('elsewhere');
		expect(events().filter(({ type }) => type !== HEALTH)).toEqual([]);
	});
});

test('what cannot be used is ignored and counted', async () => {
	watch();
	await told(1);
	const interest = { v: 1, from: 'x', watcher: 'x 1', runId: RUN, traceId: TRACE, wants: 'replay' };
	for (const payload of [
		'',
		'null',
		'{"v":1}',
		JSON.stringify({ ...interest, v: 2 }),
		JSON.stringify({ ...interest, traceId: 'no' }),
	])
		await notify(WATCH_CHANNEL, payload);
	const part = { v: 1, from: 'x', to: null, message: 1, part: 0, parts: 1, body: 'no base64 of anything' };
	await notify(`glasshouse_run_${RUN.replaceAll('-', '')}`, JSON.stringify(part));
	await eventually('them to be counted', () => watching.unusable === 6);
	expect(executing.told).toBe(1);
});

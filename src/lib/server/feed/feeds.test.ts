import { ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { getTelemetry } from '$telemetry/handle';
import { afterAll, describe, expect, spyOn, test } from 'bun:test';
import { sql } from 'kysely';
import pg from 'pg';
import { eventually } from '../../../../tests/support/eventually';
import type { FeedFrame } from '$trace/feed';
import { makeCheck, makeRun } from '../checks/testRows';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { logLine } from '../sessions/testTrace';
import { feeds } from './feeds';
import { ownTraffic } from './ownTraffic';
import type { FeedReader } from './reader';

const opened = await openTestDatabase();
afterAll(async () => {
	feeds.stop();
	await opened.drop();
});

const live = getTelemetry()?.live;
if (live === undefined) throw new Error('bunfig.toml preloads ./telemetry.ts for tests');

async function queuedRun(): Promise<string> {
	const { id } = await makeCheck();
	return makeRun(id, { state: 'queued' });
}

/** A span in the trace of a run, begun and ended. */
function spanOf(runId: string): void {
	const place = {
		traceId: runId.replaceAll('-', ''),
		spanId: '00f067aa0ba902b7',
		traceFlags: TraceFlags.SAMPLED,
	};
	trace.getTracer('test').startSpan('step test', {}, trace.setSpanContext(ROOT_CONTEXT, place)).end();
}

function frames(reader: FeedReader): FeedFrame[] {
	const found: FeedFrame[] = [];
	for (let out = reader.next(); out !== undefined; out = reader.next()) {
		found.push(JSON.parse(out.text) as FeedFrame);
	}
	return found;
}

/** Reads on until a frame says this. */
async function heard(reader: FeedReader, text: string): Promise<FeedFrame[]> {
	const all: FeedFrame[] = [];
	await eventually(`${text} to be told`, () => {
		all.push(...frames(reader));
		return JSON.stringify(all).includes(text);
	});
	return all;
}

describe('the feed of a run', () => {
	test('begins with all that is known, however long the database takes', async () => {
		const runId = await queuedRun();
		const other = new pg.Client(opened.url);
		await other.connect();
		await other.query('begin; lock table trace_parts in access exclusive mode');
		const joining = feeds.join({ session: runId });
		while ((await other.query('select 1 from pg_locks where not granted')).rowCount === 0);
		spanOf(runId);
		await other.query('rollback');
		const { reader, leave } = await joining;
		const types = frames(reader).map(({ type }) => type);
		expect(types.slice(0, 3)).toEqual(['hello', 'run', 'span.end']);
		leave();
		await other.end();
	});

	test('listens to nothing where the kept parts cannot be read, and begins anew the next time', async () => {
		const runId = await queuedRun();
		const subscribed = spyOn(live, 'subscribeTrace');
		await sql`alter table trace_parts rename to gone`.execute(database());
		expect(await feeds.join({ session: runId }).catch(String)).toMatch(/trace_parts/);
		await sql`alter table gone rename to trace_parts`.execute(database());
		expect(subscribed).not.toHaveBeenCalled();
		subscribed.mockRestore();
		const { reader, leave } = await feeds.join({ session: runId });
		expect(frames(reader).map(({ type }) => type)).toContain('run');
		leave();
	});

	test('is one for all who follow it, and each begins with everything', async () => {
		const runId = await queuedRun();
		const subscribed = spyOn(live, 'subscribeTrace');
		const [first, second] = await Promise.all([
			feeds.join({ session: runId }),
			feeds.join({ session: runId }),
		]);
		expect(subscribed).toHaveBeenCalledTimes(1);
		subscribed.mockRestore();
		for (const { reader } of [first, second]) expect(frames(reader)[1]).toMatchObject({ type: 'run' });
		spanOf(runId);
		for (const { reader } of [first, second]) await heard(reader, '"span.end"');
		first.leave();
		second.leave();
	});
});

describe('the feed of everything', () => {
	test('goes on for who comes back, and loses nothing meanwhile', async () => {
		const first = await feeds.join({ only: 'log' });
		live.log(logLine({ message: 'before' }));
		const told = await heard(first.reader, 'before');
		const last = told.at(-1);
		const cursor = last !== undefined && 'cursor' in last ? last.cursor : '';
		first.leave();
		live.log(logLine({ message: 'meanwhile' }));
		const second = await feeds.join({ only: 'log', cursor });
		const [hello, next] = frames(second.reader);
		expect(hello).toMatchObject({ type: 'hello', resumed: true, cursor });
		expect(next).toMatchObject({ type: 'log', log: { message: 'meanwhile' } });
		second.leave();
	});

	test('hears nothing of those who watch: their requests, and what is done below them', async () => {
		const tracer = trace.getTracer('test');
		const attributes = { 'url.path': '/api/v1/live' };
		const early = tracer.startSpan('GET', { kind: SpanKind.SERVER, attributes }, ROOT_CONTEXT);
		ownTraffic.learn(early.spanContext().traceId);
		const { reader, leave } = await feeds.join({});
		const below = trace.setSpan(ROOT_CONTEXT, early);
		tracer.startSpan('below the early one', {}, below).end();
		early.end();
		const late = tracer.startSpan('GET', { kind: SpanKind.SERVER, attributes }, ROOT_CONTEXT);
		tracer.startSpan('below the late one', {}, trace.setSpan(ROOT_CONTEXT, late)).end();
		live.log(logLine({ message: 'of the feed', spanId: early.spanContext().spanId }));
		tracer.startSpan('of the app', {}, ROOT_CONTEXT).end();
		const told = await heard(reader, 'of the app');
		expect(told.map((frame) => ('span' in frame ? frame.span.name : frame.type))).toEqual([
			'hello',
			'of the app',
		]);
		late.end();
		leave();
	});

	test('tells a burst of one trace whole, each span once', async () => {
		const { reader, leave } = await feeds.join({});
		const root = trace.getTracer('test').startSpan('root', {}, ROOT_CONTEXT);
		const within = trace.setSpan(ROOT_CONTEXT, root);
		for (let n = 0; n < 300; n += 1) trace.getTracer('test').startSpan(`burst ${n}`, {}, within).end();
		const told = await heard(reader, 'burst 299');
		const names = told.flatMap((frame) => (frame.type === 'span.end' ? [frame.span.name] : []));
		expect(names).toEqual(Array.from({ length: 300 }, (_, n) => `burst ${n}`));
		root.end();
		leave();
	});
});

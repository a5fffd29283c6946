import { trace, ROOT_CONTEXT } from '@opentelemetry/api';
import { afterAll, describe, expect, spyOn, test } from 'bun:test';
import { getTelemetry } from '$telemetry/handle';
import { readTraceFilter } from '$trace/traceFilter';
import type { TraceSpan } from '$trace/wire';
import { eventually } from '../../../../tests/support/eventually';
import { makeCheck, makeRun } from '../checks/testRows';
import { openTestDatabase } from '../database/testDatabase';
import { span } from '../sessions/testTrace';
import * as parts from '../sessions/traceParts';
import { writeParts } from '../sessions/traceParts';
import { keptSummaries } from './keptTraces';
import { selectTraces } from './selectTraces';
import { findingsOfTraces } from './traceFindings';
import { listTraces } from './traceList';

const opened = await openTestDatabase();
afterAll(() => opened.drop());

const traceIdOf = (runId: string) => runId.replaceAll('-', '');

/** A run whose trace is kept, and not live here. */
async function keptRun(spans: (traceId: string) => TraceSpan[]): Promise<{ runId: string; traceId: string }> {
	const runId = await makeRun((await makeCheck()).id);
	const traceId = traceIdOf(runId);
	await keep(runId, spans(traceId));
	return { runId, traceId };
}

function keep(runId: string, spans: TraceSpan[]): Promise<void> {
	const cut = { spans: 0, logs: 0, events: 0 };
	return writeParts([{ traceId: traceIdOf(runId), runId, content: { spans, logs: [], events: [], cut } }]);
}

const queries = (traceId: string, count: number): TraceSpan[] => [
	span({ traceId, spanId: 'root', name: 'workflow runCheck', endTimeUnixNano: '9000' }),
	...Array.from({ length: count }, (_, at) =>
		span({
			traceId,
			spanId: `q${at}`,
			parentSpanId: 'root',
			name: 'SELECT stock',
			kind: 'client',
			attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'select 1' },
			startTimeUnixNano: String(2000 + at * 100),
			endTimeUnixNano: String(2050 + at * 100),
		}),
	),
];

describe('the list of traces', () => {
	test('tells live traces with their runs, before what is kept', async () => {
		const { traceId, runId } = await keptRun((id) => queries(id, 1));
		const live = trace.getTracer('test').startSpan('lives here', {}, ROOT_CONTEXT);
		live.end();
		const listed = await listTraces(1200);
		const at = (id: string) => listed.findIndex((summary) => summary.traceId === id);
		expect(listed[at(traceId)]).toMatchObject({ runId, name: 'workflow runCheck', spanCount: 2 });
		expect(listed[at(live.spanContext().traceId)]).toMatchObject({ runId: null, name: 'lives here' });
		expect(at(live.spanContext().traceId)).toBeLessThan(at(traceId));
	});

	test('a kept trace is unpacked once, and again when more of it is kept', async () => {
		const { runId, traceId } = await keptRun((id) => queries(id, 1));
		const read = spyOn(parts, 'readPartsOf');
		const known = async () => (await keptSummaries(10)).find((summary) => summary.traceId === traceId);
		expect(await known()).toMatchObject({ spanCount: 2 });
		read.mockClear();
		expect(await known()).toMatchObject({ spanCount: 2 });
		expect(read.mock.calls.flatMap(([ids]) => ids)).toEqual([]);
		await keep(runId, queries(traceId, 3));
		expect(await known()).toMatchObject({ spanCount: 4 });
		read.mockRestore();
	});
});

describe('findings of traces', () => {
	test('a trace at rest is looked through once', async () => {
		const live = getTelemetry()?.live;
		if (live === undefined) throw new Error('bunfig.toml preloads ./telemetry.ts for tests');
		trace.getTracer('test').startSpan('looked through', {}, ROOT_CONTEXT).end();
		const [summary] = await listTraces(1);
		if (summary === undefined) throw new Error('No trace is listed');
		const first = await findingsOfTraces([summary]);
		expect(first.get(summary.traceId)).toMatchObject({ repeat: null, selfTimes: [{ kind: 'K' }] });
		const looked = spyOn(live, 'trace');
		expect(await findingsOfTraces([summary])).toEqual(first);
		expect(looked).not.toHaveBeenCalled();
		looked.mockRestore();
	});

	test('an open one every time, up to now', async () => {
		const open = trace.getTracer('test').startSpan('open', {}, ROOT_CONTEXT);
		const [summary] = await listTraces(1);
		if (summary === undefined) throw new Error('No trace is listed');
		const selfMs = async () =>
			(await findingsOfTraces([summary])).get(summary.traceId)?.selfTimes[0]?.ms ?? 0;
		const before = await selfMs();
		expect(await eventually('more self time', async () => (await selfMs()) > before)).toBe(true);
		open.end();
	});

	test('kept ones are filtered by what only their spans tell', async () => {
		const { traceId } = await keptRun((id) => queries(id, 12));
		const { traceId: other } = await keptRun((id) => [
			...queries(id, 1),
			span({ traceId: id, spanId: 'shop', parentSpanId: 'root', service: 'shop' }),
		]);
		const kept = await keptSummaries(50);
		const select = async (query: string) =>
			(await selectTraces(kept, readTraceFilter(new URLSearchParams(query)), Date.now())).map(
				(summary) => summary.traceId,
			);
		expect(await select('repeats=1')).toEqual([traceId]);
		expect(await select('service=shop')).toEqual([other]);
		expect(await select('service=!shop')).not.toContain(other);
	});
});

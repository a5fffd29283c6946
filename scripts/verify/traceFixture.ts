import type { TraceSpan } from '../../src/lib/trace/wire';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
export const TARGET_URL = 'http://127.0.0.1:4711/';

type Row = [id: string, parent: string | null, name: string, more?: Partial<TraceSpan>];

const SQL: Partial<TraceSpan> = { kind: 'client', attributes: { 'db.system.name': 'postgresql' } };

/** The spans of a run as they are told of, for tests: whole, until a test takes one away. */
const ROWS: Row[] = [
	['server', null, 'POST /api/v1/checks/{id}/run', { kind: 'server' }],
	['kit', 'server', 'sveltekit.handle.root'],
	['resolve', 'kit', 'sveltekit.resolve'],
	['procedure', 'resolve', 'checks.run'],
	['insert', 'procedure', 'INSERT runs', SQL],
	['workflow', 'procedure', 'workflow runCheck'],
	['request', 'workflow', 'step request'],
	['client', 'request', 'GET', { kind: 'client', attributes: { 'url.full': TARGET_URL } }],
	['target', 'client', 'GET', { kind: 'server', service: 'target' }],
	['judge', 'workflow', 'step judge'],
	['record', 'workflow', 'step record'],
	['update', 'record', 'UPDATE runs', SQL],
	['notify', 'workflow', 'step notify'],
];

export function wholeTrace(): TraceSpan[] {
	return spansOf(ROWS);
}

/** The same of a run that the schedule has started. */
export function wholeScheduledTrace(): TraceSpan[] {
	const below = ROWS.slice(ROWS.findIndex(([id]) => id === 'workflow'));
	return spansOf([
		['schedule', null, 'schedule check'],
		...below.map(([id, parent, ...more]): Row => [id, id === 'workflow' ? 'schedule' : parent, ...more]),
	]);
}

function spansOf(rows: readonly Row[]): TraceSpan[] {
	return rows.map(([id, parent, name, more], index) => ({
		traceId: TRACE_ID,
		spanId: id,
		parentSpanId: parent,
		name,
		kind: 'internal',
		scope: 'glasshouse',
		service: 'glasshouse',
		startTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(index) * 1_000_000n),
		endTimeUnixNano: String(1_700_000_000_100_000_000n),
		status: { code: 'unset' },
		attributes: {},
		events: [],
		links: [],
		...more,
	}));
}

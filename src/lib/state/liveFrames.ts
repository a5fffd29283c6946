import type { Run } from '$server/checks/model';
import type { LogLine, TraceSpan } from '$trace/wire';

/** What a run's live stream sends. */
export const LIVE_EVENTS = ['run', 'spans', 'logs', 'end'] as const;

/** Reads the frames of `/api/v1/runs/{id}/live`. @throws Error where a frame is not what its event promises */
export function readRun(data: string): Run {
	const value: unknown = JSON.parse(data);
	if (!isRun(value)) throw new Error('Expected a run in a live event named run');
	return value;
}

export function readSpans(data: string): TraceSpan[] {
	const value: unknown = JSON.parse(data);
	if (!Array.isArray(value) || !value.every(isSpan))
		throw new Error('Expected spans in a live event named spans');
	return value;
}

export function readLogs(data: string): LogLine[] {
	const value: unknown = JSON.parse(data);
	if (!Array.isArray(value) || !value.every(isLogLine)) {
		throw new Error('Expected log lines in a live event named logs');
	}
	return value;
}

/** New versions take the place of old ones; the rest stays, in the order in which spans came. */
export function mergeSpans(known: readonly TraceSpan[], changed: readonly TraceSpan[]): TraceSpan[] {
	const byId = new Map(known.map((span) => [span.spanId, span]));
	for (const span of changed) byId.set(span.spanId, span);
	return [...byId.values()];
}

/** Enough to tell a frame of this stream from anything else; the server has checked the rest. */
function isRun(value: unknown): value is Run {
	return has(value, 'id', 'string') && has(value, 'state', 'string') && has(value, 'traceId', 'string');
}

function isSpan(value: unknown): value is TraceSpan {
	return has(value, 'spanId', 'string') && has(value, 'name', 'string') && has(value, 'attributes', 'object');
}

function isLogLine(value: unknown): value is LogLine {
	return has(value, 'timeUnixNano', 'string') && has(value, 'message', 'string');
}

function has(value: unknown, key: string, type: 'string' | 'object'): boolean {
	return typeof value === 'object' && value !== null && typeof Reflect.get(value, key) === type;
}

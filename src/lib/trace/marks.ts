import { msSince, parseNano } from './time';
import type { LogLine, SpanEvent, TraceSpan } from './wire';

/** A moment on a span's bar. */
export interface Mark {
	readonly what: 'event' | 'log' | 'exception';
	readonly atMs: number;
	readonly label: string;
}

/** More marks than these would hide the bar; exceptions come first. */
const MOST_MARKS = 40;

export function marksOf(span: TraceSpan, logs: readonly LogLine[], originNano: bigint): Mark[] {
	const marks = [
		...span.events.map((event) => eventMark(event, originNano)),
		...logs.map((line): Mark => ({
			what: 'log',
			atMs: at(line, originNano),
			label: `${line.level} ${line.message}`,
		})),
	];
	const bounded = marks.length <= MOST_MARKS ? marks : exceptionsFirst(marks).slice(0, MOST_MARKS);
	return bounded.toSorted((left, right) => left.atMs - right.atMs);
}

/** Log lines by the span they were written in. */
export function logsBySpan(logs: readonly LogLine[]): ReadonlyMap<string, LogLine[]> {
	const groups = new Map<string, LogLine[]>();
	for (const line of logs) {
		if (line.spanId === null) continue;
		const group = groups.get(line.spanId);
		if (group) group.push(line);
		else groups.set(line.spanId, [line]);
	}
	return groups;
}

/** An exception's type, message and stack, or `null` for any other event. */
export function exceptionOf(event: SpanEvent): { type: string; message: string; stack: string } | null {
	if (event.name !== 'exception') return null;
	const text = (key: string) => String(event.attributes[`exception.${key}`] ?? '');
	return { type: text('type') || 'Error', message: text('message'), stack: text('stacktrace') };
}

function eventMark(event: SpanEvent, originNano: bigint): Mark {
	const exception = exceptionOf(event);
	const atMs = at(event, originNano);
	if (exception === null) return { what: 'event', atMs, label: event.name };
	return { what: 'exception', atMs, label: [exception.type, exception.message].filter(Boolean).join(': ') };
}

function at(moment: { timeUnixNano: string }, originNano: bigint): number {
	return msSince(originNano, parseNano(moment.timeUnixNano));
}

function exceptionsFirst(marks: readonly Mark[]): Mark[] {
	return marks.toSorted(
		(left, right) => Number(right.what === 'exception') - Number(left.what === 'exception'),
	);
}

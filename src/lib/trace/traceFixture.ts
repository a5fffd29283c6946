import type { TraceSpan, TraceSummary } from './wire';

/** For tests: a second after this the traces begin that they build. */
const BASE_NANO = 1_790_000_000_000_000_000n;

/** An id as spans have it, out of a short name. */
export function spanId(name: string): string {
	return Buffer.from(name).toString('hex').padStart(16, '0').slice(-16);
}

export function nano(ms: number): string {
	return String(BASE_NANO + BigInt(Math.round(ms * 1e6)));
}

/** A span of `name`, which stands for its id too; `endMs` null leaves it open. */
export function makeSpan(
	name: string,
	parent: string | null,
	startMs: number,
	endMs: number | null,
	rest: Partial<TraceSpan> = {},
): TraceSpan {
	return {
		traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
		spanId: spanId(name),
		parentSpanId: parent === null ? null : spanId(parent),
		name,
		kind: 'internal',
		scope: 'test',
		service: 'glasshouse',
		startTimeUnixNano: nano(startMs),
		endTimeUnixNano: endMs === null ? null : nano(endMs),
		status: { code: 'unset' },
		attributes: {},
		events: [],
		links: [],
		...rest,
	};
}

/** A trace of one span in a list, of which no page told anything; `endMs` null leaves it open. */
export function makeSummary(
	rest: Partial<TraceSummary> = {},
	startMs = 0,
	endMs: number | null = 1,
): TraceSummary {
	const [start, end] = [nano(startMs), endMs === null ? null : nano(endMs)];
	return {
		traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
		name: 'GET /',
		service: 'glasshouse',
		runId: null,
		startTimeUnixNano: start,
		endTimeUnixNano: end,
		ownStartTimeUnixNano: start,
		ownEndTimeUnixNano: end,
		spanCount: 1,
		openCount: end === null ? 1 : 0,
		errorCount: 0,
		statusCode: null,
		route: null,
		...rest,
	};
}

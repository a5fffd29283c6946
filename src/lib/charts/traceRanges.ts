const MINUTE_MS = 60_000;

export interface TraceRange {
	name: '15m' | '1h' | '24h';
	label: string;
	/** Behind “last”. */
	words: string;
	ms: number;
}

const HOUR: TraceRange = { name: '1h', label: '1 h', words: 'hour', ms: 60 * MINUTE_MS };

export const TRACE_RANGES: readonly TraceRange[] = [
	{ name: '15m', label: '15 min', words: '15 minutes', ms: 15 * MINUTE_MS },
	HOUR,
	{ name: '24h', label: '24 h', words: '24 hours', ms: 24 * 60 * MINUTE_MS },
];

/** The range that was asked for; an hour without a known one. */
export function chooseTraceRange(asked: string | null): TraceRange {
	return TRACE_RANGES.find(({ name }) => name === asked) ?? HOUR;
}

const HOUR_MS = 3_600_000;

export interface Range {
	name: '1h' | '24h' | '7d';
	label: string;
	/** Behind “last”. */
	words: string;
	ms: number;
}

const HOUR: Range = { name: '1h', label: '1 h', words: 'hour', ms: HOUR_MS };
const DAY: Range = { name: '24h', label: '24 h', words: '24 hours', ms: 24 * HOUR_MS };
const WEEK: Range = { name: '7d', label: '7 d', words: '7 days', ms: 7 * 24 * HOUR_MS };

export const RANGES: readonly Range[] = [HOUR, DAY, WEEK];

const YOUNG_MS = 3 * HOUR_MS;

/** The range that was asked for; without a known one, an hour for what is young and a day for the rest. */
export function chooseRange(asked: string | null, ageMs: number): Range {
	return RANGES.find(({ name }) => name === asked) ?? (ageMs < YOUNG_MS ? HOUR : DAY);
}

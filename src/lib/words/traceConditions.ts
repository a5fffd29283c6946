import { readTraceFilter } from '$trace/traceFilter';
import { timeOfDay } from './clock';
import { duration } from './duration';

/** One condition of a filter, in words and as the query that goes without it. */
export interface Condition {
	readonly subject: string;
	/** What the subject must be; empty where the subject says it all. */
	readonly value: string;
	/** Drawn as a tick rather than as a chip. */
	readonly tick: boolean;
	readonly without: string;
}

/** Every condition that a query sets, each to be removed alone; whatever else it has stays. */
export function conditions(query: URLSearchParams): Condition[] {
	const filter = readTraceFilter(query);
	const { text, minMs, maxMs, fromMs, toMs } = filter;
	const told: (Condition | false)[] = [
		...NAMED.flatMap((key) => [named(query, key, filter[key], true), named(query, key, filter[key], false)]),
		text !== '' && { subject: 'text contains', value: `“${text}”`, tick: false, without: less(query, 'q') },
		(minMs !== null || maxMs !== null) && {
			subject: 'took',
			value: between(minMs, maxMs, duration, 'at least', 'less than'),
			tick: false,
			without: less(query, 'minMs', 'maxMs'),
		},
		(fromMs !== null || toMs !== null) && {
			subject: 'began',
			value: between(fromMs, toMs, (ms) => timeOfDay(new Date(ms)), 'from', 'before'),
			tick: false,
			without: less(query, 'from', 'to'),
		},
		filter.errorsOnly && tick(query, 'errors', 'errors only'),
		filter.repeatsOnly && tick(query, 'repeats', 'N+1 only'),
		filter.openOnly && tick(query, 'open', 'still open'),
	];
	return told.filter((condition) => condition !== false);
}

/** `service is web or worker`, for a sentence. */
export function conditionWords({ subject, value }: Condition): string {
	return value === '' ? subject : `${subject} ${value}`;
}

const NAMED = ['service', 'root', 'status'] as const;

function named(
	query: URLSearchParams,
	key: (typeof NAMED)[number],
	values: readonly string[],
	plain: boolean,
): Condition | false {
	const own = values.filter((value) => value.startsWith('!') !== plain);
	if (own.length === 0) return false;
	const next = new URLSearchParams(query);
	for (const value of own) next.delete(key, value);
	return {
		subject: `${key} ${plain ? 'is' : 'not'}`,
		value: own.map((value) => (plain ? value : value.slice(1))).join(' or '),
		tick: false,
		without: less(next),
	};
}

function tick(query: URLSearchParams, key: string, words: string): Condition {
	return { subject: words, value: '', tick: true, without: less(query, key) };
}

function between(
	least: number | null,
	most: number | null,
	words: (value: number) => string,
	from: string,
	to: string,
): string {
	if (least !== null && most !== null) return `${words(least)} to ${words(most)}`;
	return least !== null ? `${from} ${words(least)}` : `${to} ${words(most ?? 0)}`;
}

function less(query: URLSearchParams, ...keys: string[]): string {
	const next = new URLSearchParams(query);
	for (const key of [...keys, 'part']) next.delete(key);
	return `?${next}`;
}

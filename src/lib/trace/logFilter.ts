import type { LogLine } from './wire';

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = LogLine['level'];

/** What a list of log lines is narrowed to. */
export interface LogFilter {
	/** The least that a line must be; `null` for any. */
	level: Level | null;
	/** Part of the message or of an attribute; case does not matter. Empty: any. */
	text: string;
	/** The id of a trace or run, or how it begins; in lower case, without dashes. Empty: any. */
	trace: string;
}

const LONGEST_VALUE = 200;

/** Reads `?level=…&q=…&trace=…`. */
export function readLogFilter(query: URLSearchParams): LogFilter {
	const level = query.get('level');
	return {
		level: LEVELS.find((known) => known === level) ?? null,
		text: (query.get('q') ?? '').trim().slice(0, LONGEST_VALUE),
		trace: bareId((query.get('trace') ?? '').trim().slice(0, LONGEST_VALUE)),
	};
}

export function logMatches(line: LogLine, { level, text, trace }: LogFilter): boolean {
	if (level !== null && LEVELS.indexOf(line.level) < LEVELS.indexOf(level)) return false;
	if (trace !== '' && !isOf(line, trace)) return false;
	return text === '' || holds(line, text.toLowerCase());
}

/** The run in which a line was written, if any. */
export function runOfLine({ attributes }: LogLine): string | null {
	return typeof attributes.run_id === 'string' ? attributes.run_id : null;
}

/** A filter as it stands in an address. @param except a condition that is left out */
export function logQuery({ level, text, trace }: LogFilter, except?: string): string {
	const query = new URLSearchParams();
	if (level !== null && except !== 'level') query.set('level', level);
	if (text !== '' && except !== 'q') query.set('q', text);
	if (trace !== '' && except !== 'trace') query.set('trace', trace);
	return query.size === 0 ? '' : `?${query}`;
}

/** The conditions in force, each with the query that leaves it out: what an empty list offers to remove. */
export function logConditions(filter: LogFilter): { words: string; without: string }[] {
	const all = [
		{ on: filter.level !== null, key: 'level', words: `${filter.level} and above` },
		{ on: filter.text !== '', key: 'q', words: `text contains “${filter.text}”` },
		{ on: filter.trace !== '', key: 'trace', words: `trace or run ${filter.trace}` },
	];
	return all
		.filter(({ on }) => on)
		.map(({ key, words }) => ({ words, without: `/logs${logQuery(filter, key)}` }));
}

function isOf(line: LogLine, id: string): boolean {
	const runId = runOfLine(line);
	return line.traceId?.startsWith(id) === true || (runId !== null && bareId(runId).startsWith(id));
}

function holds({ message, attributes }: LogLine, text: string): boolean {
	if (message.toLowerCase().includes(text)) return true;
	return Object.values(attributes).some((value) => String(value).toLowerCase().includes(text));
}

function bareId(id: string): string {
	return id.toLowerCase().replaceAll('-', '');
}

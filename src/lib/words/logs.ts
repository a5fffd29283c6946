import type { LogFilter } from '$trace/logFilter';
import { counted, grouped } from './number';

/** Says on the page of log lines what is to be seen there. */
export function logsSentence({ level, trace }: LogFilter): string {
	const what = level === null ? 'Every line' : `Every line that is ${level} or above`;
	return `${what} of ${trace === '' ? 'this process' : 'one trace'}, as it is written.`;
}

/** On the button that shows what came while the page was paused: `Resume`, `Resume, 12 new`. */
export function resumeWord(waiting: number): string {
	return waiting === 0 ? 'Resume' : `Resume, ${grouped(waiting)} new`;
}

export function shownWord(count: number): string {
	return `${counted(count, 'line')}, newest last`;
}

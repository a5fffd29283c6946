import type { TraceSummary } from '$trace/wire';
import type { TraceRange } from '../charts/traceRanges';
import { hourAndMinute } from './clock';
import { counted, inWords, sentenceCase } from './number';
import type { Mark } from './states';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Shown {
	heldCount: number;
	keptCount: number;
	reachMs: number;
	foundCount: number;
	failedCount: number;
	openCount: number;
}

interface Opened {
	/** Milliseconds since the Unix epoch. */
	fromMs: number;
	stillThere: boolean;
}

/** How far back is held what is told of, and what is going on there. */
export function tracesSentence(shown: Shown, range: TraceRange, band: Opened | null): string {
	if (shown.heldCount === 0) return `Nothing was traced in the last ${range.words}.`;
	const found =
		shown.foundCount < shown.heldCount ? ` ${counted(shown.foundCount, 'matches', 'match')}.` : '';
	return `${heldWords(shown, range)}${found}${band ? ` ${bandWords(band)}` : notable(shown)}`;
}

/** What is held is told as it is: memory may not reach as far back as was asked for. */
function heldWords({ heldCount, keptCount, reachMs }: Shown, range: TraceRange): string {
	if (reachMs >= range.ms) return `Last ${range.words}, ${counted(heldCount, 'trace')}.`;
	const live = heldCount - keptCount;
	if (live === 0)
		return `Memory holds none of the last ${range.words} yet; those of ${counted(keptCount, 'run')} are kept.`;
	const held = `Last ${spelled(reachMs)}, ${counted(live, 'trace is', 'traces are')} held`;
	return keptCount === 0 ? `${held}.` : `${held}; of before, those of ${counted(keptCount, 'run')}.`;
}

function bandWords({ fromMs, stillThere }: Opened): string {
	return `A slow band opened at ${hourAndMinute(new Date(fromMs))} and ${stillThere ? 'is still there' : 'has closed again'}.`;
}

function notable({ foundCount, failedCount, openCount }: Shown): string {
	if (foundCount === 0) return '';
	const told = [
		failedCount > 0 && `${inWords(failedCount)} ${failedCount === 1 ? 'has' : 'have'} errors`,
		openCount > 0 && `${inWords(openCount)} ${openCount === 1 ? 'is' : 'are'} still open`,
	].filter((words) => words !== false);
	return told.length === 0 ? '' : ` ${sentenceCase(told.join(' and '))}.`;
}

function spelled(ms: number): string {
	if (ms < 2 * MINUTE_MS) return 'minute';
	if (ms < HOUR_MS) return counted(Math.floor(ms / MINUTE_MS), 'minute');
	return ms < 2 * HOUR_MS ? 'hour' : counted(Math.floor(ms / HOUR_MS), 'hour');
}

/** What one trace tells at a glance. @param openCount spans of it that have not ended */
export function traceSentence(spanCount: number, openCount: number, errorCount: number): string {
	const open = openCount === 0 ? '' : `, ${openCount} of them still open`;
	const errors = errorCount === 0 ? 'None failed.' : `${sentenceCase(inWords(errorCount))} failed.`;
	return `${counted(spanCount, 'span')}${open}. ${errors}`;
}

/** How a trace is drawn in a list, and the word for it. @param slow it took far longer than is usual for its root */
export function traceMark(trace: TraceSummary, slow: boolean): { mark: Mark; word: string } {
	if (trace.openCount > 0) return { mark: 'running', word: 'Still open' };
	if (trace.errorCount > 0) return { mark: 'failing', word: 'With errors' };
	return slow ? { mark: 'slow', word: 'Slow' } : { mark: 'passing', word: 'Ended' };
}

import type { TraceSummary } from '$trace/wire';
import { counted, inWords, sentenceCase } from './number';
import type { Mark } from './states';

/** What is going on among the recent traces. */
export function tracesSentence(shown: { traces: readonly TraceSummary[]; heldCount: number }): string {
	if (shown.heldCount === 0) return 'Nothing was traced yet.';
	const failed = shown.traces.filter((trace) => trace.errorCount > 0).length;
	const open = shown.traces.filter((trace) => trace.openCount > 0).length;
	const held = `${counted(shown.heldCount, 'recent trace is', 'recent traces are')} held.`;
	const notable = [
		failed > 0 && `${inWords(failed)} ${failed === 1 ? 'has' : 'have'} errors`,
		open > 0 && `${inWords(open)} ${open === 1 ? 'is' : 'are'} still open`,
	];
	const told = notable.filter((words) => words !== false);
	return told.length === 0 ? held : `${held} Of those shown, ${told.join(' and ')}.`;
}

/** What one trace tells at a glance. @param openCount spans of it that have not ended */
export function traceSentence(spanCount: number, openCount: number, errorCount: number): string {
	const open = openCount === 0 ? '' : `, ${openCount} of them still open`;
	const errors = errorCount === 0 ? 'None failed.' : `${sentenceCase(inWords(errorCount))} failed.`;
	return `${counted(spanCount, 'span')}${open}. ${errors}`;
}

/** How a trace is drawn in a list, and the word for it. */
export function traceMark({ openCount, errorCount }: TraceSummary): { mark: Mark; word: string } {
	if (openCount > 0) return { mark: 'running', word: 'Still open' };
	return errorCount > 0 ? { mark: 'failing', word: 'With errors' } : { mark: 'passing', word: 'Ended' };
}

import { expect, test } from 'bun:test';
import type { TraceSummary } from '$trace/wire';
import { traceSentence, tracesSentence } from './traces';

const trace: TraceSummary = {
	traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
	name: 'GET /',
	service: 'glasshouse',
	runId: null,
	startTimeUnixNano: '0',
	endTimeUnixNano: '1',
	spanCount: 1,
	openCount: 0,
	errorCount: 0,
	statusCode: 200,
	route: '/',
};

test('the list tells what is notable among what it shows', () => {
	const failed = { ...trace, errorCount: 2 };
	const open = { ...trace, openCount: 1 };
	expect(tracesSentence({ traces: [], heldCount: 0 })).toBe('Nothing was traced yet.');
	expect(tracesSentence({ traces: [trace], heldCount: 1 })).toBe('1 recent trace is held.');
	expect(tracesSentence({ traces: [failed, open, trace], heldCount: 1400 })).toBe(
		'1\u202f400 recent traces are held. Of those shown, one has errors and one is still open.',
	);
});

test('one trace tells its spans', () => {
	expect(traceSentence(1, 0, 0)).toBe('1 span. None failed.');
	expect(traceSentence(22, 6, 2)).toBe('22 spans, 6 of them still open. Two failed.');
});

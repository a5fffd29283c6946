import { describe, expect, test } from 'bun:test';
import { logConditions, logMatches, logQuery, readLogFilter, runOfLine } from './logFilter';
import type { LogLine } from './wire';

const RUN = '01a20072-0e19-7669-97c0-561dd1725bb6';

function line(given: Partial<LogLine> = {}): LogLine {
	return {
		timeUnixNano: '1',
		level: 'warn',
		message: 'Attempt 1 was reset',
		traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
		spanId: null,
		attributes: { run_id: RUN, 'exception.type': 'ECONNRESET' },
		...given,
	};
}

const read = (query: string) => readLogFilter(new URLSearchParams(query));

describe('a line passes', () => {
	test.each([
		['', true],
		['level=warn', true],
		['level=error', false],
		['level=loud', true],
		['q=WAS+reset', true],
		['q=econnreset', true],
		['q=timeout', false],
		['trace=4bf92f3577b34da6a3ce929d0e0e4736', true],
		['trace=4BF92F35', true],
		[`trace=${RUN}`, true],
		[`trace=${RUN.replaceAll('-', '')}`, true],
		['trace=ffff', false],
		['level=info&q=reset&trace=4bf9', true],
		['level=info&q=reset&trace=ffff', false],
	])('the filter "%s": %p', (query, passes) => {
		expect(logMatches(line(), read(query))).toBe(passes);
	});
});

test('a line of no trace and no run is of none', () => {
	const bare = line({ traceId: null, attributes: {} });
	expect(logMatches(bare, read('trace=4bf9'))).toBe(false);
	expect([runOfLine(bare), runOfLine(line())]).toEqual([null, RUN]);
});

test('a filter is an address, and each condition can be left out', () => {
	const filter = read('level=error&q=a+%26+b&trace=4bf9');
	expect(logQuery(filter)).toBe('?level=error&q=a+%26+b&trace=4bf9');
	expect(logQuery(read(''))).toBe('');
	expect(logConditions(filter).map(({ without }) => without)).toEqual([
		'/logs?q=a+%26+b&trace=4bf9',
		'/logs?level=error&trace=4bf9',
		'/logs?level=error&q=a+%26+b',
	]);
	expect(logConditions(read(''))).toEqual([]);
});

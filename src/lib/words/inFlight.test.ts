import { describe, expect, test } from 'bun:test';
import type { OpenOperation } from '$trace/inFlight';
import type { OperationState } from '$trace/operationState';
import {
	doingWords,
	endedWords,
	inFlightSentence,
	leakSentence,
	longWords,
	ownerWords,
	stuckSentence,
} from './inFlight';

const operation: OpenOperation = {
	traceId: 't',
	spanId: 's',
	kind: 'C',
	name: 'GET shop.example',
	service: 'glasshouse',
	route: null,
	runId: '48090abc-0000-4000-8000-000000000000',
	startTimeUnixNano: '1790000000000000000',
	phase: null,
	waitsFor: null,
	longByDesign: null,
};

describe('what is in flight', () => {
	const open = (...states: [OperationState, number][]) => states.map(([state, ageMs]) => ({ state, ageMs }));
	const cases: [ReturnType<typeof open>, string][] = [
		[[], 'Nothing is open.'],
		[open(['running', 1]), 'One operation is open.'],
		[open(['running', 1], ['slow', 9]), 'Two operations are open. One is slower than usual.'],
		[
			open(['stuck', 252_000], ['running', 1]),
			'Two operations are open. One has been stuck for four minutes.',
		],
		[
			open(['stuck', 7_300_000], ['stuck', 1500], ['waiting', 9], ['slow', 1], ['slow', 1]),
			'Five operations are open. Two are stuck, the longest for two hours. Two are slower than usual.',
		],
		[open(['stuck', 1_900]), 'One operation is open. One has been stuck for one second.'],
		[open(['leaked', 700_000]), 'One operation is open. One was never ended.'],
	];
	for (const [operations, sentence] of cases)
		test(sentence, () => expect(inFlightSentence(operations)).toBe(sentence));
});

describe('an operation', () => {
	test('belongs to a check and its run, to a run, or to a service', () => {
		expect(ownerWords(operation, 'Shop')).toBe('Shop, run 48090abc');
		expect(ownerWords(operation, null)).toBe('Run 48090abc');
		expect(ownerWords({ ...operation, runId: null }, null)).toBe('glasshouse');
	});

	test('says where it stands', () => {
		const startTimeUnixNano = '1790000000000000000';
		expect(doingWords(operation)).toBe('');
		expect(doingWords({ ...operation, phase: { name: 'load /', startTimeUnixNano } })).toBe('in load /');
		const phase = { name: 'first byte', startTimeUnixNano };
		expect(doingWords({ ...operation, phase })).toBe('waits for the first byte');
		expect(doingWords({ ...operation, phase, waitsFor: { spanId: 'x', name: 'GET a' } })).toBe(
			'waits for GET a',
		);
	});

	test('that is stuck says by how much, and since when it does what', () => {
		expect(stuckSentence(operation, 252_000, 6_600)).toBe('38 times its usual p99.');
		const phase = { name: 'first byte', startTimeUnixNano: '1790000000000000000' };
		expect(stuckSentence({ ...operation, phase }, 252_000, 6_600)).toMatch(
			/^38 times its usual p99\. No bytes since \d\d:\d\d:\d\d\.$/,
		);
		expect(leakSentence(600_000)).toStartWith('Open for longer than 10 min:');
		expect(leakSentence(2000)).toStartWith('Open for longer than 2 s:');
	});

	test('that has ended says what went wrong', () => {
		const ended = { ...operation, endTimeUnixNano: '1790000000000000001', statusCode: 503 };
		expect(endedWords({ ...ended, failed: false }, 'Shop')).toBe('Shop, run 48090abc');
		expect(endedWords({ ...ended, failed: true }, 'Shop')).toBe('Shop, run 48090abc, 503');
		expect(endedWords({ ...ended, failed: true, statusCode: null }, null)).toBe('Run 48090abc, failed');
	});

	test('that is long by design says what it is', () => {
		expect(longWords('websocket', 3)).toBe('3 WebSocket connections');
		expect(longWords('stream', 1)).toBe('1 answer still being written');
		expect(longWords('pause', 1)).toBe('pause before the next attempt');
	});
});

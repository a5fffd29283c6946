import { expect, test } from 'bun:test';
import { cpuWords, handlesWords, poolName, queueWords, wholeMegabytes } from './runtime';

test('the queue says how much waits, and for how long', () => {
	expect(queueWords({ waiting: 0, oldestMs: null })).toBe('Nothing waits');
	expect(queueWords({ waiting: 1, oldestMs: 900 })).toBe('1 run waits, the oldest for 0 s');
	expect(queueWords({ waiting: 12, oldestMs: 64_000 })).toBe('12 runs wait, the oldest for 1 min');
	expect(queueWords(null)).toBe('The database does not tell in time');
});

test('handles are counted by kind', () => {
	expect(handlesWords({ sockets: 12, pipes: 1, files: 9, others: 0 })).toBe(
		'12 sockets, 9 files, 1 pipe, 0 others',
	);
});

test('sizes are whole megabytes, and CPU a share of one', () => {
	expect(wholeMegabytes(0)).toBe('0');
	expect(wholeMegabytes(93.4 * 2 ** 20)).toBe('93 MB');
	expect(cpuWords(0.114)).toBe('Uses 11 % of one CPU');
	expect(cpuWords(1.5)).toBe('Uses 150 % of one CPU');
	expect(poolName('workers')).toBe('Workflow workers');
});

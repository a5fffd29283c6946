import { expect, test } from 'bun:test';
import { OutageNotice } from './notice';

function startNotice() {
	const lines: string[] = [];
	const clock = { ms: 1_000_000 };
	const lost = { items: 0 };
	const subject = { signal: 'traces', endpoint: 'http://c:4318/v1/traces' };
	const notice = new OutageNotice(
		subject,
		() => lost.items,
		(line) => lines.push(line),
		() => clock.ms,
	);
	return { notice, lines, clock, lost };
}

test('tells once that it fails and why, and once that it is well', () => {
	const { notice, lines, clock, lost } = startNotice();
	notice.well();
	expect(lines).toEqual([]);
	notice.failing('503', 'kept on disk');
	notice.failing('refused', 'kept on disk');
	expect(notice.isFailing).toBe(true);
	clock.ms += 61_000;
	lost.items = 12;
	notice.failing('refused', 'kept on disk');
	notice.well();
	notice.well();
	expect(notice.isFailing).toBe(false);
	expect(lines).toEqual([
		'[telemetry] traces do not reach http://c:4318/v1/traces, and are kept on disk: 503\n',
		'[telemetry] traces reach http://c:4318/v1/traces again after 61 s; 12 dropped meanwhile\n',
	]);
});

test('tells at most one such pair a minute, and then of the failure that lasts', () => {
	const { notice, lines, clock } = startNotice();
	for (let second = 0; second < 59; second++) {
		notice.failing('flapping', 'dropped');
		notice.well();
		clock.ms += 1_000;
	}
	expect(lines).toHaveLength(2);
	notice.failing('for good', 'dropped');
	clock.ms += 2_000;
	notice.failing('for good', 'dropped');
	expect(lines).toHaveLength(3);
	expect(lines[2]).toContain('for good');
});

test('does not tell of what may be over at the next attempt, unless it is not', () => {
	const { notice, lines } = startNotice();
	notice.failing('closed', 'kept on disk', true);
	notice.well();
	expect(lines).toEqual([]);
	notice.failing('closed', 'kept on disk', true);
	notice.failing('closed', 'kept on disk', true);
	expect(lines).toHaveLength(1);
});

test('tells that items are lost, at most once a minute', () => {
	const { notice, lines, clock } = startNotice();
	notice.losing('the spool is full');
	notice.losing('the spool is full');
	expect(lines).toEqual(['[telemetry] traces are dropped: the spool is full\n']);
	clock.ms += 60_000;
	notice.losing('the spool is full');
	expect(lines).toHaveLength(2);
});

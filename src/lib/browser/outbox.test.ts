import { expect, test } from 'bun:test';
import type { BrowserReport, BrowserSpan } from '$server/browser/report';
import { Outbox } from './outbox';

const span = (name: string): BrowserSpan => ({
	type: 'fetch',
	traceId: 'a'.repeat(32),
	spanId: 'b'.repeat(16),
	parentSpanId: null,
	sampled: true,
	startMs: 1,
	durationMs: 1,
	method: 'GET',
	path: `/${name}`,
	status: 200,
});

function outbox() {
	const sent: BrowserReport[] = [];
	const timers: (() => void)[] = [];
	const page = { hidden: false };
	const box = new Outbox({
		send: (report) => sent.push(report) > 0,
		heard: { serverMs: 1, atMs: 2 },
		isHidden: () => page.hidden,
		now: () => 42,
		after: (_, callback) => void timers.push(callback),
	});
	return { box, sent, timers, page };
}

test('what is told soon after one another goes together', () => {
	const { box, sent, timers } = outbox();
	box.add(span('a'));
	box.add(span('b'));
	expect([sent.length, timers.length]).toEqual([0, 1]);
	timers[0]?.();
	expect(sent).toEqual([{ sentAtMs: 42, heard: { serverMs: 1, atMs: 2 }, spans: [span('a'), span('b')] }]);
	box.add(span('c'));
	expect(timers).toHaveLength(2);
});

test('a page that is left tells at once', () => {
	const { box, sent, page } = outbox();
	box.add(span('a'));
	page.hidden = true;
	box.add(span('b'));
	expect(sent.map(({ spans }) => spans.length)).toEqual([2]);
});

test('no report is larger than the server takes, and none is empty', () => {
	const { box, sent } = outbox();
	for (let n = 0; n < 120; n += 1) box.add(span(String(n)));
	box.flush();
	box.flush();
	expect(sent.map(({ spans }) => spans.length)).toEqual([50, 50, 20]);
});

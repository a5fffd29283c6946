import { expect, test } from 'bun:test';
import type { FeedItem } from '$trace/feed';
import { logLine, span } from '../sessions/testTrace';
import { ToldElsewhere } from './toldElsewhere';

const opened: FeedItem = { type: 'span.start', span: span({ spanId: 'a', endTimeUnixNano: null }) };
const ended: FeedItem = { type: 'span.end', span: span({ spanId: 'a', endTimeUnixNano: '9' }) };

test('what comes a second time, by the slower way, is no news', () => {
	const told = new ToldElsewhere();
	const line: FeedItem = { type: 'log', log: logLine() };
	expect(told.learn([opened, line])).toEqual([opened, line]);
	expect(told.learn([structuredClone(opened), structuredClone(line)])).toEqual([]);
});

test('a span that changed is news; one that has ended does not open again', () => {
	const told = new ToldElsewhere();
	told.learn([opened]);
	const renamed: FeedItem = {
		type: 'span.start',
		span: span({ spanId: 'a', endTimeUnixNano: null, name: 'b' }),
	};
	expect(told.learn([renamed, ended, opened])).toEqual([renamed, ended]);
	expect(told.trace.spans).toMatchObject([{ endTimeUnixNano: '9' }]);
});

test('an event counts once, by its id', () => {
	const told = new ToldElsewhere();
	const event = {
		sessionId: 'run',
		id: 'b-1',
		type: 'step.request',
		phase: 'event' as const,
		timeUnixNano: '5',
		traceId: null,
		spanId: null,
		correlationId: null,
		parentId: null,
		latencyMs: null,
		instanceId: 'b',
		data: {},
	};
	const item: FeedItem = { type: 'session.event', event };
	expect(told.learn([item, structuredClone(item)])).toEqual([item]);
	expect(told.trace.events).toEqual([event]);
});

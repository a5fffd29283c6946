import { expect, test } from 'bun:test';
import type { Run } from '$server/checks/model';
import type { FeedFrame } from '$trace/feed';
import { makeSpan } from '$trace/traceFixture';
import type { LogLine } from '$trace/wire';
import { mergeSpans, RunFrames, type RunContent } from './runContent';

function line(message: string): LogLine {
	return { timeUnixNano: '1', level: 'info', message, traceId: null, spanId: null, attributes: {} };
}

function hello(resumed: boolean): FeedFrame<Run> {
	return { type: 'hello', cursor: '', session: 'r', resumed, timeUnixNano: '1' };
}

function told(message: string, cursor: string): FeedFrame<Run> {
	return { type: 'log', log: line(message), cursor };
}

const run = { id: 'r', state: 'running' } as Run;
const known: RunContent = { run, spans: [makeSpan('a', null, 0, null)], logs: [line('known')], events: [] };
const messages = ({ logs }: RunContent) => logs.map(({ message }) => message);

test('a new version takes the place of the old one, and nothing is lost', () => {
	const [open, other] = [makeSpan('a', null, 0, null), makeSpan('b', 'a', 1, 2)];
	const ended = makeSpan('a', null, 0, 5);
	expect(mergeSpans([open, other], [ended])).toEqual([ended, other]);
	expect(mergeSpans([], [open])).toEqual([open]);
});

test('a beginning is put to use when it is whole, in place of the lines known so far', () => {
	const frames = new RunFrames();
	frames.add(hello(false));
	frames.add(told('one', ''));
	expect(frames.ready).toBe(false);
	frames.add(told('two', 'a.4'));
	expect(frames.ready).toBe(true);
	const then = frames.apply(known);
	expect(messages(then)).toEqual(['one', 'two']);
	expect(then.spans).toEqual(known.spans);
	frames.add(told('three', 'a.5'));
	expect(messages(frames.apply(then))).toEqual(['one', 'two', 'three']);
});

test('what goes on is added, also to what was heard before the link was lost', () => {
	const frames = new RunFrames();
	frames.add(told('before', 'a.1'));
	frames.add(hello(true));
	frames.add(told('after', 'a.2'));
	expect(messages(frames.apply(known))).toEqual(['known', 'before', 'after']);
});

test('a beginning that was cut off is forgotten when another begins', () => {
	const frames = new RunFrames();
	frames.add(hello(false));
	frames.add(told('half', ''));
	frames.add(hello(false));
	frames.add(told('whole', 'a.9'));
	expect(messages(frames.apply(known))).toEqual(['whole']);
});

test('tells the run as it is now, and its end', () => {
	const frames = new RunFrames();
	const passed = { ...run, state: 'passed' as const };
	frames.add({ type: 'run', run: { ...run, state: 'running' }, cursor: 'a.1' });
	frames.add({ type: 'run', run: passed, cursor: 'a.2' });
	frames.add({ type: 'span.end', span: makeSpan('a', null, 0, 5), cursor: 'a.3' });
	const now = frames.apply(known);
	expect(now).toMatchObject({ run: passed, ended: false });
	expect(now.spans.map(({ endTimeUnixNano }) => endTimeUnixNano === null)).toEqual([false]);
	frames.add({ type: 'end', cursor: 'a.4' });
	const then = frames.apply(known);
	expect(then.ended).toBe(true);
	expect(then.logs).toBe(known.logs);
});

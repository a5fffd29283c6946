import { ROOT_CONTEXT, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { showing } from '../testing/showing';
import { MemoryLiveStore } from './store';

function setUp() {
	const store = new MemoryLiveStore();
	const pipeline = showing(store);
	const resource = resourceFromAttributes({ 'service.name': 'tested' });
	const tracer = new TracerProvider({ resource, spanProcessors: [pipeline] }).getTracer('scope');
	const start = (name: string, parent?: Span, startTime?: number) =>
		tracer.startSpan(
			name,
			startTime === undefined ? {} : { startTime },
			parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent),
		);
	return { store, start };
}

const names = (spans: readonly { name: string }[]) => spans.map(({ name }) => name);

describe('what ended lately', () => {
	test('comes with the newest end first, across traces, and whole', () => {
		const { store, start } = setUp();
		const root = start('root');
		const other = start('other');
		const child = start('child', root).setStatus({ code: SpanStatusCode.ERROR, message: 'broke' });
		const nowMs = Date.now();
		child.setAttribute('a', 1).end(nowMs + 1);
		other.end(nowMs + 2);
		root.end(nowMs + 3);
		const ended = store.ended(10);
		expect(names(ended)).toEqual(['root', 'other', 'child']);
		expect(ended[2]).toMatchObject({ attributes: { a: 1 }, status: { code: 'error', message: 'broke' } });
		expect(ended[2]?.endTimeUnixNano).toMatch(/^\d{19}$/);
		expect(names(store.ended(2))).toEqual(['root', 'other']);
	});

	test('is also what ended in a trace that is still open, however old that is', () => {
		const { store, start } = setUp();
		const old = start('old');
		for (let i = 0; i < 250; i += 1) start(`later ${i}`).end();
		// Told outright: the SDK's clocks differ from trace to trace, by up to a millisecond.
		start('part of the old one', old).end(Date.now() + 10);
		expect(names(store.ended(1))).toEqual(['part of the old one']);
		old.end();
	});

	test('is not what is open, or ended more than a minute ago', () => {
		const { store, start } = setUp();
		const past = Date.now() - 120_000;
		start('past', undefined, past).end(past + 1);
		const open = start('open');
		expect(store.ended(10)).toEqual([]);
		open.end();
		expect(names(store.ended(10))).toEqual(['open']);
	});

	test('leaves out whole traces, by their root: open or ended', () => {
		const { store, start } = setUp();
		const asked: string[] = [];
		const [a, b, c] = [start('poll'), start('poll'), start('wanted')];
		for (const root of [a, b, c]) start('child', root).end();
		a.end();
		c.end();
		const ended = store.ended(10, ({ name }) => {
			asked.push(name);
			return name === 'poll';
		});
		expect(names(ended)).toEqual(['wanted', 'child']);
		expect(asked.sort()).toEqual(['poll', 'poll', 'wanted']);
		b.end();
	});
});

import { ROOT_CONTEXT, SpanStatusCode, trace, type Span, type TimeInput } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { defaultResource } from '@opentelemetry/resources';
import { expect, test } from 'bun:test';
import { resourceOfAnother } from '../resource';
import { showing } from '../testing/showing';
import { MemoryLiveStore } from './store';

function setUp() {
	const store = new MemoryLiveStore();
	const pipeline = showing(store);
	const tracer = new TracerProvider({ spanProcessors: [pipeline] }).getTracer('scope');
	const resource = resourceOfAnother(defaultResource(), 'a page');
	const foreign = new TracerProvider({ resource, spanProcessors: [pipeline] }).getTracer('page');
	const under = (parent: Span) => trace.setSpan(ROOT_CONTEXT, parent);
	return {
		store,
		start: (name: string, parent?: Span, startTime?: TimeInput) =>
			tracer.startSpan(name, { startTime }, parent && under(parent)),
		/** A span that another program made, from one second to another. */
		takeIn: (name: string, fromS: number, toS: number, parent?: Span) => {
			const span = foreign.startSpan(name, { startTime: [fromS, 0] }, parent && under(parent));
			span.end([toS, 0]);
			return span;
		},
	};
}

test('a trace at rest is told the same again, whatever became of what was told', () => {
	const { store, start } = setUp();
	start('root').end();
	const told = store.traces(1);
	const copy = structuredClone(told);
	for (const summary of told) summary.name = 'changed by who asked';
	expect(store.traces(1)).toEqual(copy);
	expect(copy).toMatchObject([{ name: 'root' }]);
});

test('a trace that woke is told anew, while it is open and when it rests again', () => {
	const { store, start } = setUp();
	const root = start('root');
	root.end();
	expect(store.traces(1)).toMatchObject([{ spanCount: 1, openCount: 0 }]);
	const late = start('late', root);
	expect(store.traces(1)).toMatchObject([{ spanCount: 2, openCount: 1, endTimeUnixNano: null }]);
	late.setStatus({ code: SpanStatusCode.ERROR }).end();
	expect(store.traces(1)).toMatchObject([{ name: 'root', spanCount: 2, openCount: 0, errorCount: 1 }]);
});

test('the part of this service is without what a page took, before and after', () => {
	const { store, start, takeIn } = setUp();
	const page = takeIn('navigation', 100, 109);
	const server = start('GET /', page, [102, 0]);
	start('query', server, [103, 0]).end([104, 0]);
	server.end([103, 5]);
	takeIn('vital', 120, 120, page);
	expect(store.traces(1)).toMatchObject([
		{
			name: 'navigation',
			startTimeUnixNano: '100000000000',
			endTimeUnixNano: '120000000000',
			ownStartTimeUnixNano: '102000000000',
			ownEndTimeUnixNano: '104000000000',
		},
	]);
});

test('where nobody else told anything, or nobody but others, it is the whole', () => {
	const { store, start, takeIn } = setUp();
	start('own', undefined, [100, 0]).end([101, 0]);
	takeIn('page', 200, 203);
	for (const told of store.traces(2)) {
		expect(told.ownStartTimeUnixNano).toBe(told.startTimeUnixNano);
		expect(told.ownEndTimeUnixNano).toBe(told.endTimeUnixNano);
	}
});

test('it is open as long as a span of it is', () => {
	const { store, start, takeIn } = setUp();
	const server = start('GET /', undefined, [100, 0]);
	takeIn('page', 101, 109, server);
	expect(store.traces(1)).toMatchObject([{ ownStartTimeUnixNano: '100000000000', ownEndTimeUnixNano: null }]);
});

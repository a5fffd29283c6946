import { ROOT_CONTEXT, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'bun:test';
import { SpanCounts } from '../pipeline/spanCounts';
import { SpanPipeline } from '../pipeline/spans';
import { MemoryLiveStore } from './store';

function setUp() {
	const store = new MemoryLiveStore();
	const pipeline = new SpanPipeline({ live: store, counts: new SpanCounts(), export: null, keep: null });
	const tracer = new TracerProvider({ spanProcessors: [pipeline] }).getTracer('scope');
	const under = (parent: Span) => trace.setSpan(ROOT_CONTEXT, parent);
	return {
		store,
		start: (name: string, parent?: Span) => tracer.startSpan(name, {}, parent && under(parent)),
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

import { ROOT_CONTEXT, SpanKind, trace, type SpanOptions } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, spyOn, test } from 'bun:test';
import { showing } from '../testing/showing';
import { MemoryLiveStore } from './store';
import type { LiveSpan } from './types';

function setUp() {
	const store = new MemoryLiveStore();
	const pipeline = showing(store);
	const resource = resourceFromAttributes({ 'service.name': 'tested' });
	const tracer = new TracerProvider({ resource, spanProcessors: [pipeline] }).getTracer('scope');
	const began = Date.now() - 30_000;
	/** One span a duration, which it took to the millisecond. */
	const took = (name: string, durationsMs: readonly number[], options: SpanOptions = {}) => {
		for (const ms of durationsMs)
			tracer.startSpan(name, { ...options, startTime: began }, ROOT_CONTEXT).end(began + ms);
	};
	return { store, tracer, took, began };
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

function like(name: string, attributes: LiveSpan['attributes'] = {}) {
	return { name, attributes };
}

describe('how long operations usually take', () => {
	test('is told by nearest rank, of those with the name', () => {
		const { store, took } = setUp();
		took('work', upTo(100));
		took(
			'other',
			upTo(10).map((i) => i * 1000),
		);
		expect(store.usual(like('work'))).toEqual({ count: 100, p50Ms: 50, p99Ms: 99 });
		expect(store.usual(like('other'))).toEqual({ count: 10, p50Ms: 5000, p99Ms: 10_000 });
	});

	test('is not told from few, nor of what is open', () => {
		const { store, took, tracer } = setUp();
		took('rare', upTo(9));
		for (let i = 0; i < 20; i += 1) tracer.startSpan('open', {}, ROOT_CONTEXT);
		expect(store.usual(like('rare'))).toBeUndefined();
		expect(store.usual(like('open'))).toBeUndefined();
		expect(store.usual(like('never seen'))).toBeUndefined();
	});

	test('is told apart by the address that a client asks, but for its query', () => {
		const { store, took } = setUp();
		for (const [path, factor] of [
			['/near?a=1', 1],
			['/far', 100],
		] as const) {
			const url = `https://shop.example${path}`;
			const attributes = { 'http.request.method': 'GET', x: [1, 2], '8letters': 'no', 'url.full': url };
			took(
				'GET',
				upTo(10).map((i) => i * factor),
				{ kind: SpanKind.CLIENT, attributes },
			);
		}
		expect(store.usual(like('GET', { 'url.full': 'https://shop.example/near?a=2' }))?.p99Ms).toBe(10);
		expect(store.usual(like('GET', { 'url.full': 'https://shop.example/far' }))?.p99Ms).toBe(1000);
		expect(store.usual(like('GET'))).toBeUndefined();
	});

	test('is told apart by the file of a load', () => {
		const { store, took } = setUp();
		took('sveltekit.load', upTo(10), {
			attributes: { 'sveltekit.load.node_id': 'src/routes/+page.server.ts' },
		});
		const of = (file: string) => store.usual(like('sveltekit.load', { 'sveltekit.load.node_id': file }));
		expect(of('src/routes/+page.server.ts')?.count).toBe(10);
		expect(of('src/routes/+layout.server.ts')).toBeUndefined();
	});

	test('is told from the newest traces only, so that asking costs little', () => {
		const { store, tracer, took } = setUp();
		took('old', upTo(10));
		for (let i = 0; i < 3; i += 1) {
			const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
			const under = trace.setSpan(ROOT_CONTEXT, root);
			for (let j = 0; j < 1000; j += 1) tracer.startSpan('one of many', {}, under).end();
		}
		expect(store.usual(like('one of many'))?.count).toBe(2000);
		expect(store.usual(like('old'))).toBeUndefined();
	});

	test('is told anew after some seconds, also of traces that have grown', () => {
		const { store, tracer, began } = setUp();
		const root = tracer.startSpan('root', {}, ROOT_CONTEXT);
		const under = trace.setSpan(ROOT_CONTEXT, root);
		const more = (count: number, ms: number) => {
			for (let i = 0; i < count; i += 1)
				tracer.startSpan('part', { startTime: began }, under).end(began + ms);
		};
		more(10, 5);
		expect(store.usual(like('part'))).toEqual({ count: 10, p50Ms: 5, p99Ms: 5 });
		more(1, 50);
		expect(store.usual(like('part'))?.count).toBe(10);
		const now = spyOn(performance, 'now').mockReturnValue(performance.now() + 5_000);
		try {
			expect(store.usual(like('part'))).toEqual({ count: 11, p50Ms: 5, p99Ms: 50 });
		} finally {
			now.mockRestore();
		}
	});
});

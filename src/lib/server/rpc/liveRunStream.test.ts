import { describe, expect, test } from 'bun:test';
import type { RunChange } from '$server/observe/liveRun';
import type { LogLine, TraceSpan } from '$trace/wire';
import { liveRunStream } from './liveRunStream';

/** A run that the test tells about. */
class Source {
	tell: (change: RunChange) => void = () => {};
	left = 0;
	readonly stop = new AbortController();

	open(snapshot: RunChange = {}, pingMs = 60_000) {
		return liveRunStream({
			subscribe: (listener) => {
				this.tell = listener;
				listener(snapshot);
				return Promise.resolve(() => {
					this.left++;
				});
			},
			signals: [this.stop.signal],
			pingMs,
		});
	}
}

function span(spanId: string, name = 'span'): TraceSpan {
	return {
		traceId: 'a'.repeat(32),
		spanId,
		parentSpanId: null,
		name,
		kind: 'internal',
		scope: 'test',
		service: 'test',
		startTimeUnixNano: '1',
		endTimeUnixNano: null,
		status: { code: 'unset' },
		attributes: {},
		events: [],
		links: [],
	};
}

function line(message: string): LogLine {
	return { timeUnixNano: '1', level: 'info', message, traceId: null, spanId: null, attributes: {} };
}

interface Event {
	event: string;
	data: unknown;
}

function parse(text: string): Event[] {
	return text
		.split('\n\n')
		.map((block) => /^event: (.*)\ndata: (.*)$/.exec(block))
		.filter((match) => match !== null)
		.map(([, event = '', data = '']): Event => ({ event, data: JSON.parse(data) as unknown }));
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
	return new Response(stream).text();
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
	return new TextDecoder().decode((await reader.read()).value);
}

describe('liveRunStream', () => {
	test('tells the snapshot, then changes, then the end, and leaves', async () => {
		const source = new Source();
		const reader = (await source.open({ spans: [span('1')], logs: [line('a')] })).getReader();
		expect(await next(reader)).toBe('retry: 1000\n\n');
		expect(parse(await next(reader)).map(({ event }) => event)).toEqual(['spans', 'logs']);
		source.tell({ spans: [span('1', 'changed')] });
		expect(parse(await next(reader))).toMatchObject([{ event: 'spans', data: [{ name: 'changed' }] }]);
		const last = next(reader);
		source.tell({ ended: true });
		expect(parse(await last)).toEqual([{ event: 'end', data: {} }]);
		expect((await reader.read()).done).toBe(true);
		expect(source.left).toBe(1);
	});

	test('merges what changes while nobody reads: the newest of each span, every log line', async () => {
		const source = new Source();
		const stream = await source.open({ spans: [span('1')] });
		for (let n = 0; n < 100; n++)
			source.tell({ spans: [span('1', `v${n}`), span('2', `v${n}`)], logs: [line(`${n}`)] });
		source.tell({ ended: true });
		const events = parse(await readAll(stream));
		const spans = events.filter(({ event }) => event === 'spans').flatMap(({ data }) => data);
		expect(spans).toEqual([
			expect.objectContaining({ name: 'v99' }),
			expect.objectContaining({ name: 'v99' }),
		]);
		expect(events.filter(({ event }) => event === 'logs').flatMap(({ data }) => data)).toHaveLength(100);
	});

	test('tells a large snapshot whole', async () => {
		const source = new Source();
		const many = Array.from({ length: 20_000 }, (_, n) => span(String(n)));
		const stream = await source.open({ spans: many });
		source.tell({ ended: true });
		expect(parse(await readAll(stream))[0]?.data).toHaveLength(20_000);
	});

	test('lets go of a client that falls too far behind', async () => {
		const source = new Source();
		const stream = await source.open({ spans: [span('1')] });
		const reader = stream.getReader();
		await reader.read();
		await reader.read();
		for (let n = 0; n < 6000; n++) source.tell({ logs: [line(`${n}`)] });
		expect(source.left).toBe(1);
		await reader.cancel();
	});

	test('leaves when the reader cancels, once', async () => {
		const source = new Source();
		const reader = (await source.open()).getReader();
		await reader.read();
		await reader.cancel();
		source.stop.abort();
		source.tell({ ended: true });
		expect(source.left).toBe(1);
	});

	test('ends with its signal, before and after it begins', async () => {
		const source = new Source();
		const reading = readAll(await source.open());
		source.stop.abort();
		await reading;
		await readAll(await source.open());
		expect(source.left).toBe(2);
	});

	test('pings', async () => {
		const source = new Source();
		const reader = (await source.open({}, 5)).getReader();
		const texts: string[] = [];
		while (texts.length < 3) texts.push(await next(reader));
		await reader.cancel();
		expect(texts).toEqual(['retry: 1000\n\n', ': ping\n\n', ': ping\n\n']);
	});

	test('opens at most 200, and makes room again', async () => {
		const sources = Array.from({ length: 200 }, () => new Source());
		const streams = await Promise.all(sources.map((source) => source.open()));
		const refusal = await new Source().open().catch((error: unknown) => error);
		expect(refusal).toMatchObject({ code: 'UNAVAILABLE' });
		await Promise.all(streams.map((stream) => stream.cancel()));
		await (await new Source().open()).cancel();
	});

	test('makes room again where subscribing fails', async () => {
		const failing = { subscribe: () => Promise.reject(new Error('no such run')), signals: [] };
		for (let n = 0; n < 300; n++) {
			expect(await liveRunStream(failing).catch((error: unknown) => error)).toMatchObject({
				message: 'no such run',
			});
		}
	});
});

import { ROOT_CONTEXT, trace, type Span } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { expect, test } from 'bun:test';
import { RunTraceBook } from './runTraces';

/** Makes spans of these names, each the child of the one before, and returns them as they end: the last one first. */
function spansOf(...names: string[]): ReadableSpan[] {
	const ended: ReadableSpan[] = [];
	const processor = {
		onStart: () => undefined,
		onEnd: (span: ReadableSpan) => void ended.push(span),
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(),
	};
	const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('test');
	const open: Span[] = [];
	for (const name of names) {
		const above = open.at(-1);
		const parent = above === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, above);
		open.push(tracer.startSpan(name, {}, parent));
	}
	open.reverse().forEach((span) => span.end());
	return ended;
}

function told(...requests: ReadableSpan[][]) {
	const book = new RunTraceBook();
	for (const spans of requests) book.take(Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? []));
	return book.tell();
}

const RUN = ['POST /api/v1/checks/{id}/run', 'checks.run', 'workflow runCheck', 'step request'];

test('a run is whole, in however many requests it comes', () => {
	const run = spansOf(...RUN);
	expect(told(run)).toEqual({ traces: 1, whole: 1 });
	expect(told(run.slice(0, 1), run.slice(1, 3), run.slice(3))).toEqual({ traces: 1, whole: 1 });
	expect(told(run, spansOf(...RUN))).toEqual({ traces: 2, whole: 2 });
});

test('one that lacks the parent of a span is not', () => {
	const run = spansOf(...RUN);
	expect(told(run.filter(({ name }) => name !== RUN[0]))).toEqual({ traces: 1, whole: 0 });
	expect(told(run.filter(({ name }) => name !== 'workflow runCheck'))).toEqual({ traces: 1, whole: 0 });
});

test('one that was asked for and of which nothing more has come is not', () => {
	expect(told(spansOf('POST', 'checks.run'))).toEqual({ traces: 1, whole: 0 });
});

test('other traces are none of runs that were asked for', () => {
	expect(told(spansOf('GET /readyz'), spansOf('schedule check', 'workflow runCheck'))).toEqual({
		traces: 0,
		whole: 0,
	});
});

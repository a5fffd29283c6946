import { expect, test } from 'bun:test';
import { ProtobufWriter } from '../otlp/protobuf/writer';
import { LocalSpanContext, LocalTrace } from './spanContext';

const TRACE = 10;
const SPAN = 18;

function written(write: (writer: ProtobufWriter) => void): string {
	const writer = new ProtobufWriter();
	write(writer);
	return writer.finish().toHex();
}

/** Both ids, as they are sent and as their digits are. */
function expectSentAsTold(context: LocalSpanContext): void {
	const { traceId, spanId } = context;
	expect(written((writer) => context.writeTraceId(writer, TRACE))).toBe(`0a10${traceId}`);
	expect(written((writer) => context.writeSpanId(writer, SPAN))).toBe(`1208${spanId}`);
}

test('ids are sent as they are told, those made here and those that came', () => {
	for (let n = 0; n < 1_000; n += 1) {
		const begun = LocalTrace.begin(0);
		const root = LocalSpanContext.in(begun, 1, undefined);
		const child = LocalSpanContext.in(root.trace(), 1, undefined);
		const elsewhere = LocalTrace.of(begun.id, 0);
		for (const context of [root, child, LocalSpanContext.of(elsewhere, child.spanId, 0)])
			expectSentAsTold(context);
		expect(child.traceId).toBe(root.traceId);
		expect(child.spanId).not.toBe(root.spanId);
		expect(elsewhere.lastWord).toBe(begun.lastWord);
	}
	expectSentAsTold(LocalSpanContext.of(LocalTrace.of('f'.repeat(32), 0), '8'.repeat(16), 1));
});

test('what spans have in common is no part of what others see of their place', () => {
	const context = LocalSpanContext.in(LocalTrace.begin(0), 1, undefined);
	const { traceId, spanId } = context;
	expect(Object.entries(context).sort()).toEqual([
		['spanId', spanId],
		['traceFlags', 1],
		['traceId', traceId],
		['traceState', undefined],
	]);
});

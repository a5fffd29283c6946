import type { HrTime, SpanContext } from '@opentelemetry/api';
import { expect } from 'bun:test';
import { nanos } from './time';

interface EndedSpan {
	spanContext(): SpanContext;
	readonly parentSpanContext?: SpanContext | undefined;
	readonly startTime: HrTime;
	readonly endTime: HrTime;
	readonly events: readonly { time: HrTime }[];
}

/** Holds each child to its parent's time, and each event to its span's. @returns how many children there were */
export function expectInsideParents(spans: readonly EndedSpan[]): number {
	const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
	const children = spans.filter((span) => span.parentSpanContext !== undefined);
	for (const child of children) {
		const parent = byId.get(child.parentSpanContext?.spanId ?? '');
		expect(nanos(child.startTime)).toBeGreaterThanOrEqual(nanos(parent?.startTime ?? [1e10, 0]));
		expect(nanos(child.endTime)).toBeLessThanOrEqual(nanos(parent?.endTime ?? [0, 0]));
		for (const { time } of child.events) {
			expect(nanos(time)).toBeGreaterThanOrEqual(nanos(child.startTime));
			expect(nanos(time)).toBeLessThanOrEqual(nanos(child.endTime));
		}
	}
	return children.length;
}

import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A span of somebody who does not sanitise as the SDK does. */
export function readableSpan(changes: Partial<ReadableSpan> = {}): ReadableSpan {
	return {
		name: 'GET /runs/[id]',
		kind: SpanKind.SERVER,
		spanContext: () => ({
			traceId: '0af7651916cd43dd8448eb211c80319c',
			spanId: 'b7ad6b7169203331',
			traceFlags: 0,
		}),
		startTime: [1_763_000_000, 1],
		endTime: [1_763_000_000, 999_999_999],
		status: { code: SpanStatusCode.UNSET },
		attributes: {},
		links: [],
		events: [],
		duration: [0, 999_999_998],
		ended: true,
		resource: resourceFromAttributes({ 'service.name': 'shop' }),
		instrumentationScope: { name: 'scope' },
		droppedAttributesCount: 0,
		droppedEventsCount: 0,
		droppedLinksCount: 0,
		...changes,
	};
}

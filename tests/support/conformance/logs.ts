import type { Exported, Row } from './program';

const record = (e: Exported) => e.receiver.logs.find(({ body }) => body === 'careful');

/** https://opentelemetry.io/docs/specs/otel/logs/data-model/ */
export const LOGS: Row[] = [
	{ rule: 'Body', holds: (e) => record(e)?.body, is: 'careful' },
	{
		rule: 'SeverityNumber and SeverityText',
		holds: (e) => [record(e)?.severity, record(e)?.severityText],
		is: [13, 'WARN'],
	},
	{
		rule: 'TraceId and SpanId of the span in which it was written',
		holds: (e) => {
			const span = e.serverSpan('GET', '/do/log');
			return [record(e)?.traceId === span.traceId, record(e)?.spanId === span.spanId];
		},
		is: [true, true],
	},
	{ rule: 'TraceFlags: sampled', holds: (e) => (record(e)?.flags ?? 0) & 1, is: 1 },
	{
		rule: 'Attributes, with their types',
		holds: (e) => record(e)?.attributes,
		is: { 'conformance.n': 1, 'conformance.text': 'ü' },
	},
	{
		rule: 'Timestamp or ObservedTimestamp, between start and end of its span',
		holds: (e) => {
			const span = e.serverSpan('GET', '/do/log');
			const at = record(e)?.observedNano ?? 0n;
			// A log record's clock is in whole milliseconds.
			return at >= span.startNano - 1_000_000n && at <= span.endNano + 1_000_000n;
		},
		is: true,
	},
	{ rule: 'InstrumentationScope', holds: (e) => record(e)?.scope, is: 'conformance' },
	{ rule: 'Resource', holds: (e) => record(e)?.service, is: 'conformance' },
];

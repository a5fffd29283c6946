import { TraceFlags } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { expect, test } from 'bun:test';
import type { LiveLog } from '../live/types';
import { emitLog } from './logs';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const exporter = new InMemoryLogRecordExporter();
const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });

function emitted(given: Partial<LiveLog>) {
	exporter.reset();
	const line: LiveLog = {
		timeUnixNano: '1763730000123456789',
		level: 'info',
		message: 'Run started',
		traceId: TRACE_ID,
		spanId: SPAN_ID,
		attributes: {},
		...given,
	};
	emitLog(line, provider.getLogger('test'));
	return exporter.getFinishedLogRecords()[0];
}

test('a line keeps its time, text and attributes', () => {
	const attributes = { run_id: 'r1', 'exception.type': 'RangeError', count: 3, fine: true };
	expect(emitted({ attributes })).toMatchObject({
		hrTime: [1763730000, 123456789],
		body: 'Run started',
		severityText: 'INFO',
		attributes,
	});
});

test.each([
	['trace', 1],
	['debug', 5],
	['info', 9],
	['warn', 13],
	['error', 17],
	['fatal', 21],
] as const)('%s has the severity %d of the specification', (level, severityNumber) => {
	expect(emitted({ level })).toMatchObject({ severityNumber, severityText: level.toUpperCase() });
});

test.each([
	[TraceFlags.SAMPLED, TraceFlags.SAMPLED],
	[TraceFlags.NONE, TraceFlags.NONE],
	[3, 3],
	[undefined, TraceFlags.NONE],
])('the trace flags %p are sent as %p', (traceFlags, sent) => {
	const spanContext = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: sent };
	expect(emitted({ traceFlags })?.spanContext).toMatchObject(spanContext);
});

test('a line outside of every span has none', () => {
	expect(emitted({ traceId: null, spanId: null })?.spanContext).toBeUndefined();
});

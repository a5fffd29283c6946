import { SpanKind, TraceFlags, ValueType, type HrTime, type Tracer } from '@opentelemetry/api';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { parseConfig } from '../../../src/telemetry/config';
import type { SignalHealth } from '../../../src/telemetry/health/types';
import { MemoryLiveStore } from '../../../src/telemetry/live/store';
import type { CollectedMetrics } from '../../../src/telemetry/metrics/types';
import { createExport, type TelemetryExport } from '../../../src/telemetry/pipeline/export/createExport';
import { SpanCounts } from '../../../src/telemetry/pipeline/spanCounts';
import { SpanPipeline } from '../../../src/telemetry/pipeline/spans';
import { describeResource } from '../../../src/telemetry/resource';

/** Small and quick, so that what takes half a minute in earnest takes seconds in a test. */
export const QUICK = {
	OTEL_BSP_SCHEDULE_DELAY: '20',
	OTEL_BSP_MAX_QUEUE_SIZE: '40',
	OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10',
	OTEL_BSP_EXPORT_TIMEOUT: '3000',
	// An answer that comes later has its request sent again: no less than a busy machine needs.
	OTEL_EXPORTER_OTLP_TIMEOUT: '1500',
};

export interface Exporting {
	readonly out: TelemetryExport;
	/** Makes spans, each with a number of its own in the attribute `mark`. */
	spans(count: number): void;
	logs(count: number): void;
	/** Sends a collection of so many data points. */
	metrics(points: number): Promise<void>;
	traces(): SignalHealth;
	health(signal: SignalHealth['signal']): SignalHealth;
}

/** Exports in this process, as `OTEL_*` variables say: the pipeline as it is, with the SDKs' providers before it. */
export function startExporting(env: Record<string, string>): Exporting {
	const config = parseConfig(env, { name: 'exporting' });
	const resource = describeResource(config);
	const out = createExport(config);
	const pipeline = new SpanPipeline({
		live: new MemoryLiveStore(),
		counts: new SpanCounts(),
		export: out.spans,
		keep: null,
		slow: config.slow,
	});
	const tracer = new TracerProvider({ resource, spanProcessors: [pipeline] }).getTracer('exporting');
	const logger = new LoggerProvider({ resource, processors: out.logRecordProcessors }).getLogger('exporting');
	const health = (signal: SignalHealth['signal']) => healthOf(out, signal);
	let mark = 0;
	return {
		out,
		spans: (count) => times(count, () => makeSpan(tracer, mark++)),
		logs: (count) => times(count, () => logger.emit({ body: 'a line', attributes: { mark: mark++ } })),
		metrics: async (points) => {
			for (const sink of out.metricSinks) await sink.send(collection(resource, points));
		},
		traces: () => health('traces'),
		health,
	};
}

function healthOf(out: TelemetryExport, signal: SignalHealth['signal']): SignalHealth {
	const found = out.health().find((one) => one.signal === signal);
	if (found === undefined) throw new Error(`There is no account of ${signal}`);
	return found;
}

function times(count: number, act: () => void): void {
	for (let i = 0; i < count; i++) act();
}

function makeSpan(tracer: Tracer, mark: number): void {
	const span = tracer.startSpan('work', { kind: SpanKind.INTERNAL, attributes: { mark } });
	if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) throw new Error('A span is not sampled');
	span.end();
}

function collection(resource: CollectedMetrics['resource'], points: number): CollectedMetrics {
	const time: HrTime = [1_700_000_000, 0];
	const point = (mark: number) => ({ startTime: time, endTime: time, attributes: { mark }, value: mark });
	const metric: MetricData = {
		descriptor: { name: 'points', description: '', unit: '1', valueType: ValueType.INT },
		aggregationTemporality: AggregationTemporality.CUMULATIVE,
		dataPointType: DataPointType.GAUGE,
		dataPoints: Array.from({ length: points }, (_, mark) => point(mark)),
	};
	return { resource, scopeMetrics: [{ scope: { name: 'exporting' }, metrics: [metric] }] };
}

/** The marks of what arrived, in order. */
export function marksOf(items: readonly { attributes: Record<string, unknown> }[]): number[] {
	return items.map(({ attributes }) => Number(attributes.mark)).sort((a, b) => a - b);
}

/** The marks of so many items. */
export function marksUpTo(count: number): number[] {
	return Array.from({ length: count }, (_, mark) => mark);
}

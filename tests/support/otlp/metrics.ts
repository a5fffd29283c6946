import {
	attributesOf,
	idOf,
	originOf,
	type Origin,
	type Values,
	type WireAttribute,
	type WireResource,
	type WireScope,
} from './wire';

/** A data point as it came over the wire, with what its metric says of it. */
export interface ReceivedPoint extends Origin {
	name: string;
	description: string;
	unit: string;
	kind: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram';
	/** `null` of a gauge, which has none. */
	temporality: 'unspecified' | 'delta' | 'cumulative' | null;
	isMonotonic: boolean;
	attributes: Values;
	startNano: bigint;
	timeNano: bigint;
	/** Of a gauge or sum; `null` of a histogram. */
	value: number | null;
	isInteger: boolean;
	/** Of a histogram; the rest is `null` where it was not sent. */
	count: number;
	sum: number | null;
	min: number | null;
	max: number | null;
	/** Of an explicit histogram: one count more than there are bounds. */
	buckets: { bounds: number[]; counts: number[] } | null;
	exemplars: ReceivedExemplar[];
}

export interface ReceivedExemplar {
	traceId: string | null;
	spanId: string | null;
	value: number;
	timeNano: bigint;
	attributes: Values;
}

const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const;
const KINDS = ['gauge', 'sum', 'histogram', 'exponentialHistogram'] as const;

interface WireNumber {
	asInt?: string;
	asDouble?: number;
	timeUnixNano: string;
}
interface WireExemplar extends WireNumber {
	traceId: string;
	spanId: string;
	filteredAttributes: WireAttribute[];
}
interface WirePoint extends WireNumber {
	attributes: WireAttribute[];
	startTimeUnixNano: string;
	count?: string;
	sum?: number;
	min?: number;
	max?: number;
	explicitBounds?: number[];
	bucketCounts?: string[];
	exemplars: WireExemplar[];
}
interface WireData {
	dataPoints: WirePoint[];
	aggregationTemporality?: number;
	isMonotonic?: boolean;
}
interface WireMetric extends Partial<Record<(typeof KINDS)[number], WireData>> {
	name: string;
	description: string;
	unit: string;
}
interface WireRequest {
	resourceMetrics: (WireResource & { scopeMetrics: (WireScope & { metrics: WireMetric[] })[] })[];
}

/** @param request an ExportMetricsServiceRequest as schema.ts decodes it */
export function pointsOf(request: unknown): ReceivedPoint[] {
	return (request as WireRequest).resourceMetrics.flatMap((resource) =>
		resource.scopeMetrics.flatMap((scope) => {
			const origin = originOf(resource, scope);
			return scope.metrics.flatMap((metric) => pointsOfMetric(metric, origin));
		}),
	);
}

function pointsOfMetric(metric: WireMetric, origin: Origin): ReceivedPoint[] {
	return KINDS.flatMap((kind) => {
		const data = metric[kind];
		return (data?.dataPoints ?? []).map((point) => ({
			...origin,
			name: metric.name,
			description: metric.description,
			unit: metric.unit,
			kind,
			temporality: temporalityOf(data),
			isMonotonic: data?.isMonotonic ?? false,
			...toPoint(point),
		}));
	});
}

function temporalityOf(data: WireData | undefined): ReceivedPoint['temporality'] {
	const number = data?.aggregationTemporality;
	return number === undefined ? null : (TEMPORALITIES[number] ?? 'unspecified');
}

function toPoint(point: WirePoint) {
	const { explicitBounds: bounds, bucketCounts: counts } = point;
	return {
		attributes: attributesOf(point.attributes),
		startNano: BigInt(point.startTimeUnixNano),
		timeNano: BigInt(point.timeUnixNano),
		value: numberOf(point),
		isInteger: point.asInt !== undefined,
		count: Number(point.count ?? 0),
		sum: point.sum ?? null,
		min: point.min ?? null,
		max: point.max ?? null,
		buckets: bounds && counts ? { bounds, counts: counts.map(Number) } : null,
		exemplars: point.exemplars.map(toExemplar),
	};
}

function toExemplar(exemplar: WireExemplar): ReceivedExemplar {
	return {
		traceId: idOf(exemplar.traceId, 16),
		spanId: idOf(exemplar.spanId, 8),
		value: numberOf(exemplar) ?? Number.NaN,
		timeNano: BigInt(exemplar.timeUnixNano),
		attributes: attributesOf(exemplar.filteredAttributes),
	};
}

function numberOf({ asInt, asDouble }: WireNumber): number | null {
	return asInt === undefined ? (asDouble ?? null) : Number(asInt);
}

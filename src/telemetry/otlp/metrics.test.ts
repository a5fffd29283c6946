import { ValueType, type HrTime } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, test } from 'bun:test';
import { decodeJson, decodeProtobuf } from '../../../tests/support/otlp/schema';
import type { CollectedMetrics, PointWithExemplars } from '../metrics/types';
import { Random } from '../testing/random';
import { randomMetrics } from '../testing/randomMetrics';
import { encodeMetrics } from './encode';

const SEEDS = Array.from({ length: 20 }, (_, seed) => [seed]);
const COLLECTIONS = 10;

interface Point {
	attributes: unknown;
	exemplars: unknown[];
}
type Data = { dataPoints: Point[] } | undefined;
interface Request {
	resourceMetrics: { scopeMetrics: { metrics: Record<string, Data>[] }[] }[];
}

function pointsOf(request: unknown): Point[] {
	const { resourceMetrics } = request as Request;
	const metrics = resourceMetrics.flatMap((one) => one.scopeMetrics.flatMap((scope) => scope.metrics));
	return metrics.flatMap(
		({ gauge, sum, histogram, exponentialHistogram }) =>
			(gauge ?? sum ?? histogram ?? exponentialHistogram)?.dataPoints ?? [],
	);
}

/** The official exporter drops exemplars: what is left without them must be equal. */
function takeExemplars(request: unknown): unknown[][] {
	return pointsOf(request).map((point) => point.exemplars.splice(0));
}

/** What each point's exemplars are to be on the wire; the generator gives them the attributes of their point. */
function expectedExemplars(collected: CollectedMetrics, decoded: unknown): unknown[][] {
	const points = pointsOf(decoded);
	const metrics = collected.scopeMetrics.flatMap((scope) => scope.metrics);
	return metrics
		.flatMap(({ dataPoints, descriptor }) =>
			dataPoints.map((point: PointWithExemplars<unknown>) => ({ point, descriptor })),
		)
		.map(({ point, descriptor }, i) =>
			(point.exemplars ?? []).map((exemplar) => ({
				filteredAttributes: points[i]?.attributes,
				timeUnixNano: nanos(exemplar.timestamp),
				traceId: Buffer.from(exemplar.traceId, 'hex').toString('base64'),
				spanId: Buffer.from(exemplar.spanId, 'hex').toString('base64'),
				...(descriptor.valueType === ValueType.INT
					? { asInt: String(exemplar.value) }
					: { asDouble: exemplar.value }),
			})),
		);
}

function nanos([seconds, rest]: HrTime): string {
	return String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));
}

/** JSON.stringify writes -0 as 0. */
function withoutNegativeZero(value: unknown): unknown {
	if (Object.is(value, -0)) return 0;
	if (Array.isArray(value)) return value.map(withoutNegativeZero);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutNegativeZero(item)]));
}

describe(`${SEEDS.length * COLLECTIONS} random collections say what the official exporter says of them`, () => {
	test.each(SEEDS)('and hold their exemplars: seed %d', (seed) => {
		const random = new Random(seed);
		for (let i = 0; i < COLLECTIONS; i++) {
			const collected = randomMetrics(random);
			const official = ProtobufMetricsSerializer.serializeRequest(collected) ?? new Uint8Array();
			const expected = decodeProtobuf('metrics', official);

			const ours = decodeProtobuf('metrics', encodeMetrics(collected, 'http/protobuf'));
			const exemplars = expectedExemplars(collected, ours);
			expect(takeExemplars(ours)).toEqual(exemplars);
			expect(ours).toEqual(expected);

			const text = new TextDecoder().decode(encodeMetrics(collected, 'http/json'));
			const json = decodeJson('metrics', text);
			expect(takeExemplars(json)).toEqual(exemplars.map(withoutNegativeZero) as unknown[][]);
			expect(json).toEqual(withoutNegativeZero(expected));
		}
	});
});

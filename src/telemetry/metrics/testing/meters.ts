import { diag, DiagLogLevel, type Attributes } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Histogram, MetricData } from '@opentelemetry/sdk-metrics';
import { MeterProvider, type MeterProviderOptions } from '../provider';
import type { CollectedMetrics, PointWithExemplars } from '../types';

export const RESOURCE = resourceFromAttributes({ 'service.name': 'test' });

export function provider(options: Partial<MeterProviderOptions> = {}): MeterProvider {
	return new MeterProvider({
		resource: RESOURCE,
		exemplarFilter: 'always_off',
		cardinalityLimit: 2_000,
		...options,
	});
}

/** Every metric of this name, in the order in which they were registered. */
export function named(collected: CollectedMetrics, name: string): MetricData[] {
	return collected.scopeMetrics.flatMap(({ metrics }) =>
		metrics.filter(({ descriptor }) => descriptor.name === name),
	);
}

export type Point = PointWithExemplars<number | Histogram>;

/** The points of the one metric of this name; none where it was not collected. */
export function points(collected: CollectedMetrics, name: string): Point[] {
	const [metric, ...others] = named(collected, name);
	if (others.length > 0) throw new Error(`${name} was collected ${others.length + 1} times`);
	return metric === undefined ? [] : metric.dataPoints.map((point): Point => point as Point);
}

/** Values by attributes, as JSON with sorted keys. */
export function values(collected: CollectedMetrics, name: string): Record<string, number | Histogram> {
	return Object.fromEntries(
		points(collected, name).map(({ attributes, value }) => [canonical(attributes), value]),
	);
}

export function canonical(attributes: Attributes): string {
	return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What `diag` hears meanwhile, of any level. */
export async function heard(work: () => unknown): Promise<string[]> {
	const messages: string[] = [];
	const hear = (message: string) => void messages.push(message);
	const logger = { error: hear, warn: hear, info: hear, debug: hear, verbose: hear };
	diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
	try {
		await work();
	} finally {
		diag.disable();
	}
	return messages.filter((message) => !message.startsWith('@opentelemetry/api:'));
}

/** A sequence that is the same for the same seed (mulberry32). */
export function randomFrom(seed: number) {
	let state = seed;
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
	const below = (limit: number) => Math.floor(next() * limit);
	const pick = <T>(from: readonly T[]): T => {
		const picked = from[below(from.length)];
		if (picked === undefined) throw new Error('There is nothing to pick from');
		return picked;
	};
	return { next, below, pick, shuffled: <T>(all: readonly T[]) => [...all].sort(() => next() - 0.5) };
}

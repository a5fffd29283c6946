import type { MetricDefinition, SpanDefinition } from '../../../src/telemetry/definition';
import type { ReceivedSpan } from '../otlp/decode';
import type { ReceivedPoint } from '../otlp/metrics';

/** How each instrument comes over the wire. */
const WIRE: Record<MetricDefinition['instrument'], [kind: ReceivedPoint['kind'], isMonotonic: boolean]> = {
	counter: ['sum', true],
	observableCounter: ['sum', true],
	upDownCounter: ['sum', false],
	observableUpDownCounter: ['sum', false],
	gauge: ['gauge', false],
	observableGauge: ['gauge', false],
	histogram: ['histogram', false],
};

/** Everything that is wrong with points by their definitions, each said once. */
export function wrongMetrics(
	points: readonly ReceivedPoint[],
	definitions: readonly MetricDefinition[],
): string[] {
	const byName = new Map(definitions.map((definition) => [definition.name, definition]));
	return distinct(points.flatMap((point) => wrongWith(point, byName.get(point.name))));
}

function wrongWith(point: ReceivedPoint, definition: MetricDefinition | undefined): string[] {
	const told = `${point.scope}: ${point.name}`;
	if (definition === undefined) return [`${told} is in no catalogue`];
	const [kind, isMonotonic] = WIRE[definition.instrument];
	const differences = [
		['unit', point.unit, definition.unit],
		['description', point.description, definition.description],
		['kind', `${point.kind} ${point.isMonotonic}`, `${kind} ${isMonotonic}`],
		['buckets', JSON.stringify(point.buckets?.bounds), JSON.stringify(definition.buckets)],
	].filter(([, is, should]) => is !== should);
	return [
		...differences.map(([what, is, should]) => `${told} has the ${what} ${is}, not ${should}`),
		...unlisted(point.attributes, definition.attributes).map((key) => `${told} has the attribute ${key}`),
	];
}

/** Everything that is wrong with spans by the definitions of their scope and kind, each said once. */
export function wrongSpans(spans: readonly ReceivedSpan[], definitions: readonly SpanDefinition[]): string[] {
	return distinct(spans.flatMap((span) => wrongWithSpan(span, definitions)));
}

function wrongWithSpan(span: ReceivedSpan, definitions: readonly SpanDefinition[]): string[] {
	const told = `${span.scope}: ${span.kind} ${span.name}`;
	const candidates = definitions.filter(({ scope, kind }) => scope === span.scope && kind === span.kind);
	const named = candidates.filter(({ name }) => name === span.name);
	const fitting = named.length > 0 ? named : candidates.filter(({ name }) => name.includes('{'));
	if (fitting.length === 0) return [`${told} is in no catalogue`];
	const wrong = fitting.map(({ attributes }) => unlisted(span.attributes, attributes));
	if (wrong.some((keys) => keys.length === 0)) return [];
	return [...new Set(wrong.flat())].map((key) => `${told} has the attribute ${key}`);
}

function unlisted(attributes: Record<string, unknown>, listed: readonly string[]): string[] {
	return Object.keys(attributes).filter((key) => !listed.includes(key));
}

function distinct(found: readonly string[]): string[] {
	return [...new Set(found)].sort();
}

import { diag } from '@opentelemetry/api';
import type { InstrumentDescriptor } from './descriptor';
import type { Stream } from './stream';

/**
 * The stream that is registered already under this name, kind, unit and value type; the case of a name means
 * nothing. Of two descriptions the longer one is kept, of advice and the case of the name what came first.
 * https://opentelemetry.io/docs/specs/otel/metrics/sdk/#duplicate-instrument-registration
 */
export function alike<T extends Stream>(
	streams: readonly T[],
	descriptor: InstrumentDescriptor,
): T | undefined {
	const known = streams.find((stream) => isSame(stream.descriptor, descriptor));
	if (known !== undefined) settle(known, descriptor);
	return known;
}

/** Two metrics of one name that do not fit together are both exported: somebody has to be told. */
export function warnOfConflicts(streams: readonly Stream[], descriptor: InstrumentDescriptor): void {
	const other = streams.find((stream) => sameName(stream.descriptor, descriptor))?.descriptor;
	if (other === undefined) return;
	diag.warn(
		`Metric ${descriptor.name} is registered twice in one scope, as ${told(other)} and as ${told(descriptor)}: ` +
			'both are exported; give one of them another name',
	);
}

function settle(stream: Stream, wanted: InstrumentDescriptor): void {
	const { descriptor } = stream;
	if (descriptor.name !== wanted.name) {
		stream.warn('case', `is also registered as ${wanted.name}: the first spelling is used`);
	}
	if (!sameBoundaries(descriptor, wanted)) {
		stream.warn('buckets', 'is registered again with other buckets: the first ones are used');
	}
	if (descriptor.description === wanted.description) return;
	stream.warn('description', 'is registered with several descriptions: the longest one is used');
	if (wanted.description.length > descriptor.description.length) {
		stream.descriptor = { ...descriptor, description: wanted.description };
	}
}

function isSame(a: InstrumentDescriptor, b: InstrumentDescriptor): boolean {
	return sameName(a, b) && a.kind === b.kind && a.unit === b.unit && a.valueType === b.valueType;
}

function sameName(a: InstrumentDescriptor, b: InstrumentDescriptor): boolean {
	return a.name.toLowerCase() === b.name.toLowerCase();
}

function sameBoundaries(
	{ boundaries: a }: InstrumentDescriptor,
	{ boundaries: b }: InstrumentDescriptor,
): boolean {
	return a.length === b.length && a.every((bound, index) => bound === b[index]);
}

function told({ kind, unit, valueType }: InstrumentDescriptor): string {
	return `${kind} in ${JSON.stringify(unit)} (value type ${valueType})`;
}

import type { Attributes } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import { labelName } from './names';

/** What the exporter says itself: an attribute that would take one of these is called `exported_…`. */
const OWN = new Set(['le', 'otel_scope_name', 'otel_scope_version', 'otel_scope_schema_url']);

/**
 * `a="1",b="2"`: where several attributes have one name here, their values are joined by `;` in the order of
 * their own keys. Everything but text is written as JSON.
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-attributes
 */
export function labels(attributes: Attributes): string {
	const values = new Map<string, string>();
	for (const key of Object.keys(attributes).sort()) {
		const attribute = attributes[key];
		if (attribute === undefined) continue;
		const name = labelName(key);
		const named = OWN.has(name) ? `exported_${name}` : name;
		const known = values.get(named);
		const value = typeof attribute === 'string' ? attribute : JSON.stringify(attribute);
		values.set(named, known === undefined ? value : `${known};${value}`);
	}
	return [...values].map(([name, value]) => label(name, value)).join();
}

/** https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#instrumentation-scope-1 */
export function scopeLabels({ name, version, schemaUrl }: InstrumentationScope): string {
	const parts = [label('otel_scope_name', name)];
	if (version !== undefined) parts.push(label('otel_scope_version', version));
	if (schemaUrl !== undefined) parts.push(label('otel_scope_schema_url', schemaUrl));
	return parts.join();
}

export function label(name: string, value: string): string {
	return `${name}="${escaped(value)}"`;
}

/** For label values, and for the help of OpenMetrics. */
export function escaped(value: string): string {
	return value.replaceAll(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

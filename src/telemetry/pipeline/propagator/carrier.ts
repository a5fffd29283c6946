import type { TextMapGetter } from '@opentelemetry/api';

/** A header that may stand only once; `undefined` where it does not, or stands more often. */
export function onlyValue(carrier: unknown, getter: TextMapGetter, name: string): string | undefined {
	const value = getter.get(carrier, name);
	if (!Array.isArray(value)) return value;
	return value.length === 1 ? value[0] : undefined;
}

import { createContextKey, type Context } from '@opentelemetry/api';

/** The API's own key of the active span: nearly every context has one, and nearly every question is for it. */
const SPAN = createContextKey('OpenTelemetry Context Key SPAN');

/** Another value, and those that were set before it under other keys. */
class Entry {
	constructor(
		readonly key: symbol,
		readonly value: unknown,
		readonly next: Entry | undefined,
	) {}
}

/**
 * A context as https://opentelemetry.io/docs/specs/otel/context/ has it. The API's own copies a map and makes three
 * functions for every value that is set; this one shares what it has with those that come from it.
 */
class LeanContext implements Context {
	constructor(
		private readonly span: unknown,
		private readonly entries: Entry | undefined,
	) {}

	getValue(key: symbol): unknown {
		if (key === SPAN) return this.span;
		let entry = this.entries;
		while (entry !== undefined && entry.key !== key) entry = entry.next;
		return entry?.value;
	}

	setValue(key: symbol, value: unknown): Context {
		if (key === SPAN) return new LeanContext(value, this.entries);
		return new LeanContext(this.span, new Entry(key, value, without(this.entries, key)));
	}

	deleteValue(key: symbol): Context {
		if (key === SPAN) return new LeanContext(undefined, this.entries);
		return new LeanContext(this.span, without(this.entries, key));
	}
}

/** The context that holds nothing: what the API's `ROOT_CONTEXT` is, but that what comes from it is lean. */
export const ROOT: Context = new LeanContext(undefined, undefined);

/** Shared up to where the key stands; there are as few entries as there are keys. */
function without(entries: Entry | undefined, key: symbol): Entry | undefined {
	if (!has(entries, key)) return entries;
	if (entries?.key === key) return entries.next;
	return entries && new Entry(entries.key, entries.value, without(entries.next, key));
}

function has(entries: Entry | undefined, key: symbol): boolean {
	for (let entry = entries; entry !== undefined; entry = entry.next) if (entry.key === key) return true;
	return false;
}

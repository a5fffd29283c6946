import type { SpanContext } from '@opentelemetry/api';
import { fourBytes } from '../otlp/protobuf/hexDigits';
import { LocalSpanContext } from '../tracing/spanContext';

/** What may stand in a table, where, and who is behind it there. */
export interface InTable<T> {
	readonly traceId: string;
	/** As {@link placeOf} says of any span of the trace. */
	readonly place: number;
	next: T | undefined;
}

/** A power of two, and more than most processes answer at a time. */
const PLACES = 1_024;

/**
 * Traces by their id. Every request comes and goes here: a `Map` that long lives on would be tidied up again and again
 * (in JavaScriptCore an add and a delete take 150 to 370 ns, here a tenth of it), so each place is a chain through
 * what stands there.
 */
export class TraceTable<T extends InTable<T>> {
	private readonly places = new Array<T | undefined>(PLACES).fill(undefined);

	get(traceId: string, place: number): T | undefined {
		let found = this.places[place];
		while (found !== undefined && found.traceId !== traceId) found = found.next;
		return found;
	}

	/** @param item whose trace is not here yet */
	add(item: T): void {
		const { place } = item;
		item.next = this.places[place];
		this.places[place] = item;
	}

	/** @param item which is here */
	remove(item: T): void {
		const { place } = item;
		const first = this.places[place];
		if (first === item) this.places[place] = item.next;
		else {
			let before = first;
			while (before !== undefined && before.next !== item) before = before.next;
			if (before !== undefined) before.next = item.next;
		}
		item.next = undefined;
	}
}

/**
 * Where a trace stands, by any of its spans. The end of a trace id is random, whoever made it:
 * https://www.w3.org/TR/trace-context-2/#random-trace-id-flag
 */
export function placeOf(context: SpanContext): number {
	const end = LocalSpanContext.is(context) ? context.trace().lastWord : fourBytes(context.traceId, 24);
	return end & (PLACES - 1);
}

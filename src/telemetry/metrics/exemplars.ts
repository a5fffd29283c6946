import { context as active, trace, type Attributes, type Context } from '@opentelemetry/api';
import { isSampled } from '../isSampled';
import { hrTime } from './hrTime';
import type { Exemplar, ExemplarFilter } from './types';

const NONE: Attributes = Object.freeze({});

/**
 * Keeps at most one measurement a slot: a histogram has a slot for each bucket, everything else has one. Each
 * measurement of a collection cycle that passes the filter is as likely to be kept as any other; what was kept
 * stays until one of a later cycle takes its place, so that a scrape finds it too.
 * https://opentelemetry.io/docs/specs/otel/metrics/sdk/#exemplarreservoir
 */
export class Reservoir {
	private readonly kept: (Exemplar | undefined)[];
	private readonly seen: number[];
	/** Which of a cycle's measurements is kept next, counted from 1: drawn once, where each would need a number by chance. */
	private readonly next: number[];

	/** @param filtered whether the point lacks the attributes of its measurements, as the overflow point does. */
	constructor(
		private readonly filter: Exclude<ExemplarFilter, 'always_off'>,
		slots: number,
		private readonly filtered: boolean,
	) {
		this.kept = new Array<Exemplar | undefined>(slots).fill(undefined);
		this.seen = new Array<number>(slots).fill(0);
		this.next = new Array<number>(slots).fill(1);
	}

	offer(slot: number, value: number, attributes: Attributes, context: Context | undefined): void {
		const span = trace.getSpan(context ?? active.active())?.spanContext();
		const sampled = span !== undefined && isSampled(span);
		if (!sampled && this.filter === 'trace_based') return;
		const seen = (this.seen[slot] ?? 0) + 1;
		this.seen[slot] = seen;
		if (seen < (this.next[slot] ?? 1)) return;
		this.next[slot] = nextAfter(seen);
		this.kept[slot] = {
			filteredAttributes: this.filtered ? { ...attributes } : NONE,
			value,
			timestamp: hrTime(Date.now()),
			traceId: span?.traceId ?? '',
			spanId: span?.spanId ?? '',
		};
	}

	/** What is kept, and the end of this cycle. */
	collect(): Exemplar[] {
		this.seen.fill(0);
		this.next.fill(1);
		return this.kept.filter((one) => one !== undefined);
	}
}

/**
 * The nth measurement takes the place of what was kept with a chance of 1/n, so that after the nth none does until the
 * mth with one of n/m: Vitter, "Random Sampling with a Reservoir" (1985), for a reservoir of one.
 */
function nextAfter(n: number): number {
	return Math.floor(n / (1 - Math.random())) + 1;
}

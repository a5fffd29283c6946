import { DurationGlance, subjectIn, SUBJECTS } from '../otlp/protobuf/durationGlance';
import type { HeldTrace } from './traces';
import type { LiveSpan, UsualDuration } from './types';

/** So many of the newest spans are looked at, each once: that takes some µs. */
const MOST_SPANS = 2_000;
const FRESH_MS = 5_000;
/** What is told from fewer would be told otherwise by the next one. */
const ENOUGH = 10;

type Durations = readonly (readonly [key: string, ms: number])[];

/**
 * How long operations usually take, out of what is held anyway. It is found out when somebody asks, for some seconds:
 * no span is slowed down by it.
 */
export class UsualDurations {
	private known: ReadonlyMap<string, UsualDuration> = new Map();
	private readAtMs = Number.NEGATIVE_INFINITY;
	/** Who asks again is told of the same traces, for the greatest part. */
	private readonly measured = new WeakMap<HeldTrace, Durations>();

	/** @param traces the newest first */
	constructor(private readonly traces: () => Iterable<HeldTrace>) {}

	of({ name, attributes }: Pick<LiveSpan, 'name' | 'attributes'>): UsualDuration | undefined {
		const nowMs = performance.now();
		if (nowMs - this.readAtMs >= FRESH_MS) {
			this.readAtMs = nowMs;
			this.known = summarised(this.newest());
		}
		return this.known.get(keyOf(name, subjectOf(attributes)));
	}

	private newest(): Map<string, number[]> {
		const byKey = new Map<string, number[]>();
		let seen = 0;
		for (const trace of this.traces()) {
			for (const [key, ms] of this.durationsOf(trace)) {
				const known = byKey.get(key);
				if (known === undefined) byKey.set(key, [ms]);
				else known.push(ms);
			}
			if ((seen += trace.endedCount) >= MOST_SPANS) break;
		}
		return byKey;
	}

	/** A trace only ever gains spans: one with as many as before has the same. */
	private durationsOf(trace: HeldTrace): Durations {
		const before = this.measured.get(trace);
		if (before?.length === Math.min(trace.endedCount, MOST_SPANS)) return before;
		const durations = read(trace);
		this.measured.set(trace, durations);
		return durations;
	}
}

function read(trace: HeldTrace): Durations {
	const durations: [string, number][] = [];
	for (const { bytes } of trace.endedSpans()) {
		if (durations.length === MOST_SPANS) break;
		const { name, subject, durationMs } = new DurationGlance(bytes);
		durations.push([keyOf(name, subject), durationMs]);
	}
	return durations;
}

function keyOf(name: string, subject: string): string {
	return `${name}\n${subject}`;
}

/** As `DurationGlance` finds it. */
function subjectOf(attributes: LiveSpan['attributes']): string {
	for (const name of SUBJECTS) {
		const value = attributes[name];
		if (typeof value === 'string') return subjectIn(value);
	}
	return '';
}

function summarised(durations: ReadonlyMap<string, number[]>): Map<string, UsualDuration> {
	const summaries = new Map<string, UsualDuration>();
	for (const [key, known] of durations) {
		if (known.length < ENOUGH) continue;
		const sorted = Float64Array.from(known).sort();
		summaries.set(key, { count: sorted.length, p50Ms: at(sorted, 0.5), p99Ms: at(sorted, 0.99) });
	}
	return summaries;
}

/** The nearest rank: one that was measured. */
function at(sorted: Float64Array, share: number): number {
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

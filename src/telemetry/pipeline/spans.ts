import { trace, type Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { SlowThresholds } from '../config';
import { report } from '../guard';
import { isSampled } from '../isSampled';
import type { MemoryLiveStore } from '../live/store';
import { encodeEnded, encodeRemains, type EndedSpan } from '../otlp/endedSpan';
import { startMsOf } from '../tracing/spanClock';
import { Allowance } from './allowance';
import { keepReason } from './keepReason';
import type { KeepWhatMatters } from './keepWhatMatters';
import { PassingTraces, replay } from './passingTraces';
import type { SpanCounts } from './spanCounts';
import type { SpanSink } from './spanSink';

export interface SpanPipelineParts {
	readonly live: MemoryLiveStore;
	readonly counts: SpanCounts;
	/** `null` where spans are not exported, or somebody else exports them. */
	readonly export: SpanSink | null;
	/** Of the sampler of that name only; it hands over what is sampled, too. */
	readonly keep: KeepWhatMatters | null;
	/** What is slow is shown, however much there is. */
	readonly slow: SlowThresholds;
	/** Ordinary traces that are shown, however little is known of them: by default what people can follow. */
	readonly shown?: Allowance;
}

/** As many as the live views hold, and a hundred a second: more would push each other out before they are seen. */
const SHOWN_AT_ONCE = 1_000;
const SHOWN_A_SECOND = 100;

/**
 * The way of every span: counted, shown, and when it ends encoded once. Its bytes are what is shown from then on, held
 * back and exported; the span itself, which is a graph of objects, dies young. Never throws.
 *
 * Traces that are more than people can look at pass: of those only what is sampled is encoded, and exported. One that
 * matters, stays open while somebody looks, or is watched is shown all the same.
 */
export class SpanPipeline implements SpanProcessor {
	private readonly passing: PassingTraces;
	private readonly shown: Allowance;

	constructor(private readonly parts: SpanPipelineParts) {
		const { slow, shown = new Allowance(SHOWN_AT_ONCE, SHOWN_A_SECOND) } = parts;
		this.shown = shown;
		this.passing = new PassingTraces({
			isFollowed: (span, isNew) => this.isFollowed(span, isNew),
			matters: (span) => keepReason(span, slow) !== undefined,
			tell: (span, isEnd) => this.tell(span, isEnd),
			passed: (notes) => this.passed(notes),
		});
	}

	onStart(span: Span, parentContext: Context): void {
		const { counts, live, keep } = this.parts;
		try {
			counts.started(span);
			const passes = this.passing.start(span, parentContext);
			if (passes && (keep === null || !isSampled(span.spanContext()))) return;
			const parent = trace.getSpan(parentContext);
			if (!passes) live.spanStarted(span, parent);
			keep?.started(span, parent);
		} catch (error) {
			report('Taking in a span', error);
		}
	}

	onEnd(span: ReadableSpan): void {
		try {
			this.parts.counts.ended(span);
			if (!this.passing.end(span)) this.follow(span);
			else if (isSampled(span.spanContext())) this.parts.export?.add(span); // seen by nobody
		} catch (error) {
			report('Handing on a span', error);
		}
	}

	/** Somebody is about to look: what is open is to be seen, whether or not it was of interest until now. */
	showOpen(): void {
		this.passing.followAll();
	}

	async forceFlush(): Promise<void> {
		await this.parts.export?.forceFlush();
	}

	/** What is open or undecided is decided on now, for the process stops. */
	decide(): void {
		this.passing.followAll();
		this.parts.keep?.shutdown();
	}

	/** What is undecided goes where everything goes, so it comes first. */
	async shutdown(): Promise<void> {
		this.decide();
		await this.parts.export?.shutdown();
	}

	/** As long as there is nobody who looks, that is as many as people can look at. */
	private isFollowed(span: ReadableSpan, isNew: boolean): boolean {
		const { live, keep } = this.parts;
		const { traceId } = span.spanContext();
		if (!isNew && (live.knows(traceId) || keep?.knows(traceId) === true)) return true;
		return live.isWatched(traceId) || this.shown.take(startMsOf(span));
	}

	/** A span has ended whose bytes are for more than its request. */
	private follow(span: ReadableSpan, isShown = true): void {
		const encoded = this.encoded(span)?.hold();
		if (isShown) this.show(span, encoded);
		this.handOn(span, encoded);
		encoded?.release();
	}

	private handOn(span: ReadableSpan, encoded: EndedSpan | undefined): void {
		const { keep } = this.parts;
		if (keep !== null) keep.ended(span, encoded);
		else if (encoded !== undefined && isSampled(span.spanContext())) this.parts.export?.add(encoded);
	}

	/** Of a trace that passed until now: what is sampled has been handed on already. */
	private tell(span: ReadableSpan, isEnd: boolean): void {
		const { live, keep } = this.parts;
		const isHandedOn = isSampled(span.spanContext());
		if (!isEnd) {
			live.spanStarted(span);
			if (!isHandedOn) keep?.started(span);
		} else if (isHandedOn) this.show(span, shownAlone(span));
		else this.follow(span);
	}

	/** An ordinary trace is over that nobody has seen. It may still come to matter, where there is room to wait for that. */
	private passed(all: readonly ReadableSpan[]): void {
		const { live, keep } = this.parts;
		live.passed();
		if (keep === null) return;
		let unsampled = 0; // counted, for under load nearly all of them find no room, and need no list
		for (const span of all) if (!isSampled(span.spanContext())) unsampled += 1;
		if (unsampled === 0 || !keep.takes(unsampled / 2)) return;
		const notes = all.filter((span) => !isSampled(span.spanContext()));
		replay(notes, (span, isEnd) => {
			if (isEnd) this.follow(span, false);
			else keep.started(span);
		});
	}

	private encoded(span: ReadableSpan): EndedSpan | undefined {
		try {
			return encodeEnded(span);
		} catch (error) {
			report('Encoding a span', error);
			this.parts.export?.unencodable();
			return undefined;
		}
	}

	/** Nobody who shows spans may keep them from being exported. */
	private show(span: ReadableSpan, encoded: EndedSpan | undefined): void {
		try {
			this.parts.live.spanEnded(span, encoded ?? encodeRemains(span));
		} catch (error) {
			report('Showing a span', error);
		}
	}
}

/** It has been told of before where a span cannot be encoded. */
function shownAlone(span: ReadableSpan): EndedSpan | undefined {
	try {
		return encodeEnded(span);
	} catch {
		return undefined;
	}
}

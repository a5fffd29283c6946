import type { Run } from '$server/checks/model';
import type { FeedFrame, FeedItem } from '$trace/feed';
import type { SessionEvent } from '$trace/sessionEvent';
import type { LogLine, TraceSpan } from '$trace/wire';
import { itemOf } from './feedFrames';

/** What is known of one run. */
export interface RunContent {
	run: Run;
	spans: TraceSpan[];
	logs: LogLine[];
	events: SessionEvent[];
}

/** New versions take the place of old ones; the rest stays, in the order in which spans came. */
export function mergeSpans(known: readonly TraceSpan[], changed: readonly TraceSpan[]): TraceSpan[] {
	const byId = new Map(known.map((span) => [span.spanId, span]));
	for (const span of changed) byId.set(span.spanId, span);
	return [...byId.values()];
}

/** Gathers the frames of a run's feed until they are put to use together: one by one they would be much work. */
export class RunFrames {
	#items: FeedItem<Run>[] = [];
	/** A feed that does not go on begins with everything, which takes the place of the lines and events known so far. */
	#isWhole = false;
	/** That beginning has not come to its end yet. */
	#beginning = false;

	add(frame: FeedFrame<Run>): void {
		if (frame.type === 'hello') {
			this.#beginning = !frame.resumed;
			this.#isWhole ||= !frame.resumed;
			if (!frame.resumed) this.#items = [];
		}
		if ('cursor' in frame && frame.cursor !== '') this.#beginning = false;
		const item = itemOf(frame);
		if (item !== undefined) this.#items.push(item);
	}

	/** Whether there is something to put to use: nothing is, in the middle of a beginning. */
	get ready(): boolean {
		return !this.#beginning && this.#items.length > 0;
	}

	/** Puts to use what was gathered. @returns what is known then, and whether that is the end of it */
	apply(known: RunContent): RunContent & { ended: boolean; changed: FeedItem<Run>[] } {
		const changed = this.#items;
		const from = this.#isWhole ? { ...known, logs: [], events: [] } : known;
		this.#items = [];
		this.#isWhole = false;
		return {
			run: pick(changed, (item) => (item.type === 'run' ? item.run : undefined)).at(-1) ?? from.run,
			spans: mergeSpans(
				from.spans,
				pick(changed, (item) => ('span' in item ? item.span : undefined)),
			),
			logs: joined(
				from.logs,
				pick(changed, (item) => ('log' in item ? item.log : undefined)),
			),
			events: joined(
				from.events,
				pick(changed, (item) => ('event' in item ? item.event : undefined)),
			),
			ended: changed.some(({ type }) => type === 'end'),
			changed,
		};
	}
}

function pick<T>(items: readonly FeedItem<Run>[], of: (item: FeedItem<Run>) => T | undefined): T[] {
	return items.map(of).filter((value) => value !== undefined);
}

/** The same array where nothing is new: who looks at it need not look again. */
function joined<T>(known: T[], more: readonly T[]): T[] {
	return more.length === 0 ? known : [...known, ...more];
}

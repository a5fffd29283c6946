import { isDeepStrictEqual } from 'node:util';
import type { FeedItem } from '$trace/feed';
import type { SessionEvent } from '$trace/sessionEvent';
import type { LogLine, TraceSpan } from '$trace/wire';

const MOST_LINES = 5_000;
const MOST_EVENTS = 5_000;

/** What other processes have told of one run. It comes by two ways, at once and as it is kept, hence twice. */
export class ToldElsewhere {
	readonly #spans = new Map<string, TraceSpan>();
	readonly #logs = new Map<string, LogLine>();
	readonly #events = new Map<string, SessionEvent>();

	/** Takes in what was told. @returns what of it is news */
	learn(items: readonly FeedItem[]): FeedItem[] {
		return items.filter((item) => this.#isNews(item));
	}

	/** All that is known of it. */
	get trace(): { spans: TraceSpan[]; logs: LogLine[]; events: SessionEvent[] } {
		return {
			spans: [...this.#spans.values()],
			logs: [...this.#logs.values()],
			events: [...this.#events.values()],
		};
	}

	#isNews(item: FeedItem): boolean {
		if (item.type === 'span.start' || item.type === 'span.end') return this.#learnSpan(item.span);
		if (item.type === 'log') return learnOne(this.#logs, lineKey(item.log), item.log, MOST_LINES);
		if (item.type === 'session.event') {
			return learnOne(this.#events, item.event.id, item.event, MOST_EVENTS);
		}
		return false;
	}

	/** A span that has ended does not open again: that is old news which came by the slower way. */
	#learnSpan(span: TraceSpan): boolean {
		const known = this.#spans.get(span.spanId);
		if (known !== undefined && known.endTimeUnixNano !== null && span.endTimeUnixNano === null) return false;
		if (isDeepStrictEqual(known, span)) return false;
		this.#spans.set(span.spanId, span);
		return true;
	}
}

function learnOne<T>(known: Map<string, T>, key: string, value: T, most: number): boolean {
	if (known.has(key)) return false;
	const [oldest] = known.size < most ? [] : known.keys();
	if (oldest !== undefined) known.delete(oldest);
	known.set(key, value);
	return true;
}

function lineKey({ timeUnixNano, spanId, message }: LogLine): string {
	return `${timeUnixNano} ${spanId} ${message}`;
}

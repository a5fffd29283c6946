import { getTelemetry } from '$telemetry/handle';
import type { FeedItem } from '$trace/feed';
import type { TraceSpan } from '$trace/wire';
import { perProcess } from '../process/perProcess';

/** Where the feed is asked for. */
export const LIVE_PATH = '/api/v1/live';

const MOST_REMEMBERED = 20_000;

/**
 * Knows the spans of the feed's own requests and connections, and what is done below them: who watches the feed
 * must not see the watching, or each frame would cause the next.
 */
class OwnTraffic {
	readonly #spanIds = new Set<string>();

	/** Looks at a request under way whose spans have started before anybody listened. */
	learn(traceId: string): void {
		for (const span of getTelemetry()?.live.trace(traceId) ?? []) this.#isOwn(span);
	}

	/** Whether an item is of the feed itself. Parents must be shown before their children. */
	has(item: FeedItem): boolean {
		if (item.type === 'span.start' || item.type === 'span.end') return this.#isOwn(item.span);
		return item.type === 'log' && item.log.spanId !== null && this.#spanIds.has(item.log.spanId);
	}

	#isOwn({ spanId, parentSpanId, kind, attributes }: TraceSpan): boolean {
		const own =
			(kind === 'server' && attributes['url.path'] === LIVE_PATH) ||
			(parentSpanId !== null && this.#spanIds.has(parentSpanId));
		if (own) this.#remember(spanId);
		return own;
	}

	#remember(spanId: string): void {
		this.#spanIds.add(spanId);
		const [oldest] = this.#spanIds;
		if (this.#spanIds.size > MOST_REMEMBERED && oldest !== undefined) this.#spanIds.delete(oldest);
	}
}

export const ownTraffic = perProcess('ownTraffic', () => new OwnTraffic());

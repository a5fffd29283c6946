import { getTelemetry } from '$telemetry/handle';
import type { LiveEvent } from '$telemetry/live/types';
import { spanItem, type FeedItem } from '$trace/feed';
import type { SessionEvent } from '$trace/sessionEvent';
import type { TraceSpan } from '$trace/wire';
import { untraced } from '../process/untraced';

/** How long changes are gathered: a span that starts and ends meanwhile is told once. */
const COALESCE_MS = 100;
/** What may be gathered; more in one go nobody could read anyway. */
const MOST_WAITING = 5_000;
/** From so many spans of one trace on, the whole trace is read once instead of each span by itself. */
const MANY_OF_A_TRACE = 64;

type Change = FeedItem | { type: 'changed'; traceId: string; spanId: string };

/** @param lost how many more changes there were, too many to be told */
type Tell = (items: FeedItem[], lost: number) => void;

/** Gathers what happens in this process and tells it at most every 100 ms, in the order in which it began. */
export class Changes {
	#waiting = new Map<string | number, Change>();
	#timer: NodeJS.Timeout | undefined;
	#count = 0;
	#lost = 0;

	constructor(private readonly tell: Tell) {}

	/** Whether something has not been told yet. */
	get pending(): boolean {
		return this.#timer !== undefined;
	}

	/** Cheap, for it is called for every span: copies are made when it is told. */
	happened(event: LiveEvent): void {
		if (event.type === 'log') return this.#add(++this.#count, { type: 'log', log: event.log });
		const { traceId, spanId } = event;
		this.#add(spanId, { type: 'changed', traceId, spanId });
	}

	emitted(event: SessionEvent): void {
		this.#add(++this.#count, { type: 'session.event', event });
	}

	/** Tells at once what waits. */
	flush(): void {
		if (!this.pending) return;
		const [waiting, lost] = [this.#waiting, this.#lost];
		this.stop();
		const items = resolve([...waiting.values()]);
		this.tell(items, lost + waiting.size - items.length);
	}

	/** Forgets what waits. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#waiting = new Map();
		this.#lost = 0;
	}

	#add(key: string | number, change: Change): void {
		if (this.#waiting.size >= MOST_WAITING && !this.#waiting.has(key)) this.#lost += 1;
		else this.#waiting.set(key, change);
		// Whoever made the change has nothing to do with what becomes of it: the timer keeps no trace of them.
		this.#timer ??= untraced(() => setTimeout(() => this.flush(), COALESCE_MS));
	}
}

/** Spans as they are now; one that is not held any more cannot be told. */
function resolve(changes: readonly Change[]): FeedItem[] {
	const find = spanFinder(changes);
	return changes.flatMap((change): FeedItem[] => {
		if (change.type !== 'changed') return [change];
		const span = find(change.traceId, change.spanId);
		return span === undefined ? [] : [spanItem(span)];
	});
}

function spanFinder(changes: readonly Change[]) {
	const live = getTelemetry()?.live;
	const counts = new Map<string, number>();
	for (const change of changes) {
		if (change.type === 'changed') counts.set(change.traceId, (counts.get(change.traceId) ?? 0) + 1);
	}
	const whole = new Map<string, Map<string, TraceSpan>>();
	for (const [traceId, count] of counts) {
		if (count < MANY_OF_A_TRACE) continue;
		whole.set(traceId, new Map(live?.trace(traceId).map((span) => [span.spanId, span])));
	}
	return (traceId: string, spanId: string): TraceSpan | undefined => {
		const known = whole.get(traceId);
		return known === undefined ? live?.span(traceId, spanId) : known.get(spanId);
	};
}

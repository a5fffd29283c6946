import type { PathSegment } from './criticalPath';
import { lengthMs, subtract } from './interval';
import { spanInterval } from './selfTime';
import { walk, type SpanNode } from './tree';

/**
 * How much of a span's time the critical path ran through it or what it had begun, 0 to 1: what the whole would have
 * gained, at most, had it taken no time. `null` for a span without length.
 */
export function shareOnPath(node: SpanNode, path: readonly PathSegment[], nowMs: number): number | null {
	const whole = spanInterval(node, nowMs);
	const total = whole.toMs - whole.fromMs;
	if (total <= 0) return null;
	const below = new Set([...walk([node])].map((each) => each.span.spanId));
	const onPath = path.filter((segment) => !segment.waiting && below.has(segment.spanId));
	return 1 - lengthMs(subtract(whole, onPath)) / total;
}

/** The span on which most of the path's time went: where to look first. */
export function heaviest(times: ReadonlyMap<string, number>): string | null {
	let most: string | null = null;
	for (const [spanId, ms] of times) if (most === null || ms > (times.get(most) ?? 0)) most = spanId;
	return most;
}

import { subtract, type Interval } from './interval';
import { BROWSER_SCOPE } from './kind';
import type { SpanNode } from './tree';

/**
 * When a span was at work itself: its own time without the union of its children's. A child may outlive its parent
 * (asynchronous work); only what lies inside the parent counts against it. What a page in a browser does with an
 * answer is nothing that the server waited for.
 * @param nowMs where open spans end, in milliseconds since the tree's origin
 */
export function selfIntervals(node: SpanNode, nowMs: number): Interval[] {
	return subtract(
		spanInterval(node, nowMs),
		node.children
			.filter((child) => isOfPage(node) || !isOfPage(child))
			.map((child) => spanInterval(child, nowMs)),
	);
}

/** From a span's start to its end, or to now; a span that began after now (another machine's clock) is empty. */
export function spanInterval(node: SpanNode, nowMs: number): Interval {
	return { fromMs: node.startMs, toMs: Math.max(node.startMs, node.endMs ?? nowMs) };
}

function isOfPage({ span }: SpanNode): boolean {
	return span.scope === BROWSER_SCOPE;
}

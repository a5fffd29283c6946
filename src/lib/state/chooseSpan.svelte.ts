import { replaceState } from '$app/navigation';
import { page } from '$app/state';
import type { TraceView } from './traceView.svelte';

/**
 * Chooses a line of the waterfall, and says so in the address, so that a link leads back to its span. `null` lets go.
 */
export function chooseSpan(view: TraceView, lineId: string | null): void {
	view.choose(lineId);
	const spanId = lineId === null ? undefined : view.chosen?.span.spanId;
	replaceState(page.url.pathname + (spanId === undefined ? '' : `#span=${spanId}`), page.state);
}

/** The span that the address names after `#`, if any. */
export function spanInAddress(): string | null {
	return /^#span=([0-9a-f]{16})$/.exec(location.hash)?.[1] ?? null;
}

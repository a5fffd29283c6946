import { replaceState } from '$app/navigation';
import { page } from '$app/state';
import type { TraceView } from './traceView.svelte';

/** Chooses a span, and says so in the address, so that a link leads back to it. `null` lets go. */
export function chooseSpan(view: TraceView, spanId: string | null): void {
	view.choose(spanId);
	replaceState(page.url.pathname + (spanId === null ? '' : `#span=${spanId}`), page.state);
}

/** The span that the address names after `#`, if any. */
export function spanInAddress(): string | null {
	return /^#span=([0-9a-f]{16})$/.exec(location.hash)?.[1] ?? null;
}

import type { RequestSpan } from './requestSpan';

const spans = new WeakMap<object, RequestSpan>();

/** Keeps the span of a request that asks for an upgrade, for whoever takes its connection over. */
export function expectUpgrade(span: RequestSpan): void {
	if (span.request.headers.has('upgrade')) spans.set(span.request, span);
}

/** The span of a request that asked for an upgrade, or `undefined`. */
export function spanOfUpgrade(request: unknown): RequestSpan | undefined {
	return typeof request === 'object' && request !== null ? spans.get(request) : undefined;
}

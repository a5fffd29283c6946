/** What the server has told the page of the request that it was made by. */
export interface ServerTrace {
	traceId: string;
	spanId: string;
	sampled: boolean;
	/** The server's clock when it answered, in milliseconds since the Unix epoch. */
	serverMs: number;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Reads the frame of the page: `<meta name="traceparent">` (https://www.w3.org/TR/trace-context/#traceparent-header)
 * and `<meta name="server-time">`. @returns `null` for a page that is to tell nothing
 */
export function readServerTrace(page: Pick<ParentNode, 'querySelector'>): ServerTrace | null {
	const content = (name: string) => page.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? '';
	const [, traceId, spanId, flags] = TRACEPARENT.exec(content('traceparent')) ?? [];
	if (traceId === undefined || spanId === undefined || flags === undefined) return null;
	return {
		traceId,
		spanId,
		sampled: (Number.parseInt(flags, 16) & 1) === 1,
		serverMs: Number(content('server-time')),
	};
}

/** The header under which a request of the page goes on with a trace. */
export function traceparent(traceId: string, spanId: string, sampled: boolean): string {
	return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

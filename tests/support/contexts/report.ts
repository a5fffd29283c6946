/** What a span can be, and what tells it apart. */
export const KINDS = ['request', 'stage', 'query', 'call', 'echo', 'connection'] as const;
export type Kind = (typeof KINDS)[number];

/** What the program under test has found out about its own spans. */
export interface Report {
	/** Spans that should have come to be, and spans that ended, by kind. */
	spans: Record<Kind, { begun: number; ended: number }>;
	/** How often the host's own AsyncLocalStorage was asked, and how often it held another request's id. */
	host: { asked: number; wrong: number };
	wrong: number;
	/** The first of what is wrong, in words. */
	examples: string[];
}

/** The place in a trace that every other request brings along; `undefined`: it begins a trace of its own. */
export function placeOf(id: number): { traceId: string; spanId: string } | undefined {
	if (id % 2 === 0) return undefined;
	const hex = id.toString(16);
	return { traceId: hex.padStart(32, '0'), spanId: hex.padStart(16, '0') };
}

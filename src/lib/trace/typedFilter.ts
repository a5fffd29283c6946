/** A part of a query: its name and value. */
export type QueryPart = readonly [name: string, value: string];

const RELATION = /^(root|route|service|status)\s*(?:(!=|not\b|is not\b)|(:|=|is\b)|(?=\s))\s*(.+)$/i;
const DURATION = /^(?:duration\s*)?(>=?|<=?|over\b|under\b)\s*(\d+(?:\.\d+)?)\s*(ms|s|min)?$/i;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };
const TICKS: Readonly<Record<string, string>> = {
	errors: 'errors',
	'errors only': 'errors',
	open: 'open',
	'still open': 'open',
	'n+1': 'repeats',
	'n+1 only': 'repeats',
};
/** Of these there can be several; any other takes the place of the one before. */
const MANY = new Set(['root', 'service', 'status']);

/**
 * What somebody typed as a condition: `service is web`, `status not 2xx`, `root: GET /`, `> 1.2 s`, `n+1`; anything
 * else is text to look for. `null` for nothing.
 */
export function readTyped(typed: string): QueryPart | null {
	const text = typed.trim();
	if (text === '') return null;
	const tick = TICKS[text.toLowerCase()];
	if (tick !== undefined) return [tick, '1'];
	return relation(text) ?? bound(text) ?? ['q', text];
}

/** A query with what was typed as one condition more; what it had of another page of the list is forgotten. */
export function withTyped(query: URLSearchParams, typed: string): URLSearchParams {
	const next = new URLSearchParams(query);
	next.delete('part');
	const part = readTyped(typed);
	if (part === null) return next;
	const [name, value] = part;
	if (!MANY.has(name)) next.set(name, value);
	else if (!next.has(name, value)) next.append(name, value);
	return next;
}

function relation(text: string): QueryPart | undefined {
	const found = RELATION.exec(text);
	if (found === null) return undefined;
	const [, subject = '', not, , value = ''] = found;
	const name = subject.toLowerCase() === 'route' ? 'root' : subject.toLowerCase();
	return [name, `${not === undefined ? '' : '!'}${value.trim()}`];
}

function bound(text: string): QueryPart | undefined {
	const found = DURATION.exec(text);
	if (found === null) return undefined;
	const [, direction = '', count = '', unit = 'ms'] = found;
	const ms = Number(count) * (UNIT_MS[unit.toLowerCase()] ?? 1);
	return [/^(>|over)/i.test(direction) ? 'minMs' : 'maxMs', String(ms)];
}

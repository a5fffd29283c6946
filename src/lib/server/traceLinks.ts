/** Another place where a trace can be looked at: SigNoz, Jaeger, Grafana. */
export interface TraceLink {
	readonly name: string;
	/** An absolute http or https URL with `{traceId}` in it. */
	readonly template: string;
}

const PLACE = '{traceId}';
/** A comma in a URL separates nothing, unless another name and URL follow it. */
const BETWEEN = /,(?=[^,=]{1,40}=https?:\/\/)/i;
/** The host is the administrator's to choose; nothing of a trace may have a say in it. */
const ADDRESS = /^https?:\/\/[^/?#{]+[/?#]/i;
const PAIR = /^\s*([^=]{1,40}?)\s*=\s*(\S+)\s*$/;

/**
 * Reads `SigNoz=https://signoz.example.com/trace/{traceId},Jaeger=…`; empty text is no links.
 * @returns `null` where any part is not a name and an http(s) URL with `{traceId}` in it
 */
export function parseTraceLinks(text: string): readonly TraceLink[] | null {
	if (text.trim() === '') return [];
	const links = text.split(BETWEEN).map(parseLink);
	return links.every((link) => link !== null) ? links : null;
}

/** The links of one trace. @param traceId 32 lower-case hex digits */
export function linksOfTrace(
	links: readonly TraceLink[],
	traceId: string,
): { readonly name: string; readonly href: string }[] {
	return links.map(({ name, template }) => ({ name, href: template.replaceAll(PLACE, traceId) }));
}

function parseLink(text: string): TraceLink | null {
	const [, name, template] = PAIR.exec(text) ?? [];
	if (name === undefined || template === undefined || !template.includes(PLACE)) return null;
	return ADDRESS.test(template) && URL.canParse(template.replaceAll(PLACE, '0')) ? { name, template } : null;
}

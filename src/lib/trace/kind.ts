import { walk, type SpanTree } from './tree';
import type { TraceSpan, TraceSummary } from './wire';

/** What a span is to a reader: the page in a browser, server, kit phase, RPC, workflow step, client request, SQL, server of another service. */
export type KindLetter = 'B' | 'S' | 'K' | 'R' | 'W' | 'C' | 'Q' | 'T';

export interface Kind {
	readonly label: string;
	/** The custom property that colours it. */
	readonly colour: string;
}

export const KINDS: Readonly<Record<KindLetter, Kind>> = {
	B: { label: 'browser', colour: '--k-client' },
	S: { label: 'server', colour: '--k-server' },
	K: { label: 'kit phase', colour: '--k-kit' },
	R: { label: 'RPC', colour: '--k-rpc' },
	W: { label: 'workflow step', colour: '--k-work' },
	C: { label: 'client fetch', colour: '--k-client' },
	T: { label: 'server, other service', colour: '--k-server' },
	Q: { label: 'SQL', colour: '--k-sql' },
};

export const KIND_LETTERS = ['B', 'S', 'K', 'R', 'W', 'C', 'T', 'Q'] as const satisfies readonly KindLetter[];

const PROCEDURE = /^(checks|runs|traces)\.[a-z]\w*$/i;
const HTTP_NAME = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|HTTP)( |$)/;
const BROWSER_NAME = /^(page load|navigation|web vital)( |$)/;
const WORKFLOW = /^(workflow|step|schedule) /;

/** The instrumentation scope of what a page in a browser tells of itself. */
export const BROWSER_SCOPE = 'glasshouse.browser';

/** The kind of every span of a tree, by span id. */
export function kindsOf(tree: SpanTree): ReadonlyMap<string, KindLetter> {
	const home = homeOf(tree);
	const kinds = new Map<string, KindLetter>();
	for (const node of walk(tree.roots)) {
		const above = node.parent === null ? undefined : kinds.get(node.parent.span.spanId);
		kinds.set(node.span.spanId, kindOf(node.span, home, above));
	}
	return kinds;
}

/** The service of the oldest root; a page that asked it is a guest there. */
function homeOf({ roots }: SpanTree): string {
	for (const { span } of walk(roots)) if (span.scope !== BROWSER_SCOPE) return span.service;
	return roots[0]?.span.service ?? '';
}

/**
 * The kind of one span; what does not tell by itself takes the kind of the span above, as the phases of a request do.
 * @param above the parent's kind
 */
export function kindOf(span: TraceSpan, home: string, above?: KindLetter): KindLetter {
	return ownKind(span, home) ?? inherited(above);
}

/** The kind of a trace's root, as far as its summary tells. */
export function rootKind({ name, route, statusCode, runId }: TraceSummary): KindLetter {
	if (BROWSER_NAME.test(name)) return 'B';
	if (route !== null || statusCode !== null || HTTP_NAME.test(name)) return 'S';
	if (runId !== null || WORKFLOW.test(name)) return 'W';
	return PROCEDURE.test(name) ? 'R' : 'K';
}

function ownKind(span: TraceSpan, home: string): KindLetter | undefined {
	if (span.scope === BROWSER_SCOPE) return 'B';
	if (span.kind === 'server') return span.service === home ? 'S' : 'T';
	if (isOfDatabase(span)) return 'Q';
	if (isWorkflow(span)) return 'W';
	if (isProcedure(span)) return 'R';
	if (span.kind === 'client') return 'C';
	if (span.name.startsWith('sveltekit.')) return 'K';
	return undefined;
}

/** A query, the opening of a connection, and the wait for one, which tells no `db.system.name`. */
function isOfDatabase({ attributes }: TraceSpan): boolean {
	return Object.keys(attributes).some((key) => key.startsWith('db.'));
}

function isWorkflow(span: TraceSpan): boolean {
	return WORKFLOW.test(span.name) || 'glasshouse.step' in span.attributes;
}

function isProcedure(span: TraceSpan): boolean {
	return PROCEDURE.test(span.name) || 'rpc.method' in span.attributes || 'rpc.system' in span.attributes;
}

/** Work inside a server span that nobody named is the application's: a phase of kit's handling. */
function inherited(above: KindLetter | undefined): KindLetter {
	return above === undefined || above === 'B' || above === 'S' || above === 'T' ? 'K' : above;
}

import { kindOf, type KindLetter } from './kind';
import { spanName } from './spanName';
import { parseNano } from './time';
import type { TraceSpan } from './wire';

/** Where a page tells of itself. */
const BROWSER_REPORT = '/api/v1/telemetry/browser';

/** What is long by nature, and hence neither slow nor stuck. */
export type LongByDesign = 'websocket' | 'stream' | 'pause';

/** One thing that somebody waits for: a request, a call of a procedure, a query, a fetch, a step. */
export interface Operation {
	traceId: string;
	spanId: string;
	kind: KindLetter;
	name: string;
	service: string;
	/** `http.route` of a request. */
	route: string | null;
	/** The run that it is part of. */
	runId: string | null;
	/** Nanoseconds since the Unix epoch, as a decimal string. */
	startTimeUnixNano: string;
}

export interface OpenOperation extends Operation {
	/** Which part of it is open, where its parts have spans: a phase of a request, of kit's handling. */
	phase: { name: string; startTimeUnixNano: string } | null;
	/** The operation below that it only waits for: whatever is wrong is wrong there. */
	waitsFor: { spanId: string; name: string } | null;
	longByDesign: LongByDesign | null;
}

export interface EndedOperation extends Operation {
	endTimeUnixNano: string;
	failed: boolean;
	/** Of an HTTP request, made or answered. */
	statusCode: number | null;
}

/**
 * The operations among open spans, in the order given. A span that is a part of one, such as a phase, is told with it:
 * it is an operation of its own only where none is above.
 */
export function openOperations(spans: readonly TraceSpan[]): OpenOperation[] {
	const byId = new Map(spans.map((span) => [span.spanId, span]));
	const operations = new Map<string, OpenOperation>();
	const owned: { span: TraceSpan; owner: TraceSpan }[] = [];
	for (const span of spans) {
		const owner = operationAbove(span, byId);
		if (owner !== undefined) owned.push({ span, owner });
		if (isOperation(span) || owner === undefined) operations.set(span.spanId, opened(span, byId));
	}
	for (const { span, owner } of owned) {
		const above = operations.get(owner.spanId);
		if (above !== undefined) tellAbove(above, span, operations.get(span.spanId));
	}
	return [...operations.values()];
}

/** What ended, as far as it is an operation. @param above finds the span of an id, where that is known */
export function endedOperations(
	spans: readonly TraceSpan[],
	above: ReadonlyMap<string, TraceSpan>,
): EndedOperation[] {
	return spans.filter(isOperation).flatMap((span) => {
		const { endTimeUnixNano } = span;
		if (endTimeUnixNano === null) return [];
		const status = span.attributes['http.response.status_code'];
		const statusCode = typeof status === 'number' ? status : null;
		return [
			{ ...operationOf(span, above), endTimeUnixNano, failed: span.status.code === 'error', statusCode },
		];
	});
}

/** Whether a span is that of a request which a page makes for itself: for its parts, or for news. */
export function isOfPage({ kind, attributes }: Pick<TraceSpan, 'kind' | 'attributes'>): boolean {
	const path = attributes['url.path'];
	return (
		kind === 'server' && typeof path === 'string' && (path.startsWith('/_app/') || path === BROWSER_REPORT)
	);
}

/** Whether a request was answered with a file, which no route stands for. It is known when it has ended. */
export function isFile({ kind, endTimeUnixNano, attributes }: TraceSpan): boolean {
	const status = attributes['http.response.status_code'];
	const went = typeof status === 'number' && status < 400;
	return kind === 'server' && endTimeUnixNano !== null && went && !('http.route' in attributes);
}

/** What a page in a browser tells of itself is none of this process. */
function isOperation(span: TraceSpan): boolean {
	const kind = kindOf(span, span.service);
	return isPause(span) || (kind !== 'K' && kind !== 'B');
}

function operationAbove(span: TraceSpan, byId: ReadonlyMap<string, TraceSpan>): TraceSpan | undefined {
	return ancestors(span, byId).findLast((ancestor, _, all) => isOperation(ancestor) || ancestor === all[0]);
}

/** From the root down to the parent, as far as they are known; a circle ends where it closes. */
function ancestors(span: TraceSpan, byId: ReadonlyMap<string, TraceSpan>): TraceSpan[] {
	const chain = new Set<TraceSpan>();
	let parent = parentOf(span, byId);
	while (parent !== undefined && parent !== span && !chain.has(parent)) {
		chain.add(parent);
		parent = parentOf(parent, byId);
	}
	return [...chain].reverse();
}

function parentOf({ parentSpanId, traceId }: TraceSpan, byId: ReadonlyMap<string, TraceSpan>) {
	const parent = parentSpanId === null ? undefined : byId.get(parentSpanId);
	return parent?.traceId === traceId ? parent : undefined;
}

function opened(span: TraceSpan, byId: ReadonlyMap<string, TraceSpan>): OpenOperation {
	return { ...operationOf(span, byId), phase: null, waitsFor: null, longByDesign: longByDesign(span) };
}

function operationOf(span: TraceSpan, byId: ReadonlyMap<string, TraceSpan>): Operation {
	const { traceId, spanId, service, startTimeUnixNano, attributes } = span;
	return {
		traceId,
		spanId,
		kind: isPause(span) ? 'W' : kindOf(span, service),
		name: operationName(span),
		service,
		route: textOf(attributes['http.route']),
		runId: runOf([...ancestors(span, byId), span]),
		startTimeUnixNano,
	};
}

/** The latest counts: what began before it waits for it, or goes on beside it. */
function tellAbove(above: OpenOperation, span: TraceSpan, operation: OpenOperation | undefined): void {
	const { spanId, startTimeUnixNano } = span;
	if (operation !== undefined) above.waitsFor = { spanId, name: operation.name };
	else if (parseNano(startTimeUnixNano) >= parseNano(above.phase?.startTimeUnixNano ?? '0'))
		above.phase = { name: spanName(span), startTimeUnixNano };
}

function runOf(spans: readonly TraceSpan[]): string | null {
	return (
		spans.map(({ attributes }) => textOf(attributes['glasshouse.run.id'])).findLast((id) => id !== null) ??
		null
	);
}

/** A request has its address in its name here: there are few of them at a time, unlike in a backend. */
function operationName(span: TraceSpan): string {
	const { name, kind, attributes } = span;
	if (kind === 'server') return name.includes(' ') ? name : joined(name, textOf(attributes['url.path']));
	if (kind === 'client' && name === attributes['http.request.method']) return joined(name, addressOf(span));
	const attempt = attributes['glasshouse.attempt'];
	const again = typeof attempt === 'number' && attempt > 1;
	return again ? `${spanName(span)}, attempt ${attempt}` : spanName(span);
}

function addressOf({ attributes }: TraceSpan): string | null {
	const full = textOf(attributes['url.full']);
	const url = full === null ? null : URL.parse(full);
	return url === null ? textOf(attributes['server.address']) : url.host + url.pathname;
}

function joined(name: string, detail: string | null): string {
	return detail === null ? name : `${name} ${detail}`;
}

/** A server that has given a status and is open still is writing a body: an event stream, or a large answer. */
function longByDesign(span: TraceSpan): LongByDesign | null {
	if (span.scope === 'glasshouse.websocket') return 'websocket';
	if (span.kind === 'server' && 'http.response.status_code' in span.attributes) return 'stream';
	return isPause(span) ? 'pause' : null;
}

/** A workflow's durable sleep. */
function isPause({ attributes }: TraceSpan): boolean {
	return 'glasshouse.back_off_ms' in attributes;
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}

import { trace, type Span } from '@opentelemetry/api';
import { getTelemetry } from '../../../src/telemetry/handle';
import type { LiveSpan, LiveStore } from '../../../src/telemetry/live/types';
import { KINDS, placeOf, type Kind, type Report } from './report';

export const ATTR_MARK = 'test.mark';
const EXAMPLES = 20;

/** What a text that ends up on a span says about it: of which request it is, and under which span it belongs. */
export function markOf(id: number, parent: Span): string {
	return `m_${id}_${parent.spanContext().spanId}`;
}

interface Mark {
	text: string;
	id: number;
	parentSpanId: string;
}

/** Looks at every span as it ends: is it in the trace of its request, and under the span that it was begun in? */
export class Ledger {
	readonly report: Report = {
		spans: Object.fromEntries(KINDS.map((kind) => [kind, { begun: 0, ended: 0 }])) as Report['spans'],
		host: { asked: 0, wrong: 0 },
		wrong: 0,
		examples: [],
	};
	private readonly places = new Map<number, { traceId: string; spanId: string }>();
	private readonly idOfTrace = new Map<string, number>();
	private readonly waitedUnder = new Set<string>();

	constructor(private readonly live: LiveStore) {
		live.subscribe((event) => {
			if (event.type !== 'span.end') return;
			const span = live.span(event.traceId, event.spanId);
			if (span === undefined) this.complain(`span ${event.spanId} ended and is not held`);
			else this.check(span);
		});
	}

	static start(): Ledger {
		const telemetry = getTelemetry();
		if (telemetry === undefined) throw new Error('Start this with --preload ./telemetry.ts');
		return new Ledger(telemetry.live);
	}

	/** A request has come in. @returns its SERVER span */
	arrived(id: number): Span {
		this.begun('request');
		const span = trace.getActiveSpan();
		if (span === undefined) throw new Error(`No span is active in request ${id}`);
		const { traceId, spanId } = span.spanContext();
		const other = this.idOfTrace.get(traceId);
		if (other !== undefined) this.complain(`requests ${other} and ${id} share trace ${traceId}`);
		this.idOfTrace.set(traceId, id);
		this.places.set(id, { traceId, spanId });
		return span;
	}

	begun(kind: Kind): void {
		this.report.spans[kind].begun += 1;
	}

	/** What the host's own AsyncLocalStorage holds where it should hold this id. */
	hostHolds(held: number | undefined, id: number): void {
		this.report.host.asked += 1;
		if (held !== id) this.report.host.wrong += 1;
	}

	private check(span: LiveSpan): void {
		const kind = kindOf(span);
		if (kind === undefined) return this.checkUnmarked(span);
		this.report.spans[kind].ended += 1;
		if (kind === 'request') return this.checkRequest(span);
		if (kind === 'connection') return this.checkConnection(span);
		const mark = readMark(textOf(span));
		if (mark === undefined) return this.complain(`${kind} ${span.name} carries no mark`);
		if (span.traceId !== this.places.get(mark.id)?.traceId)
			this.complain(`${kind} ${span.name} of request ${mark.id} is in another trace`);
		if (kind === 'echo') this.checkEcho(span, mark);
		else if (span.parentSpanId !== mark.parentSpanId)
			this.complain(`${kind} ${span.name} of request ${mark.id} is under ${this.describeParent(span)}`);
	}

	private checkRequest(span: LiveSpan): void {
		const id = requestOf(span);
		const place = this.places.get(id);
		const sent = placeOf(id);
		if (place?.spanId !== span.spanId) this.complain(`request ${id} did not run under its own span`);
		if (span.parentSpanId !== (sent?.spanId ?? null)) this.complain(`request ${id} has a wrong parent`);
		if (sent !== undefined && sent.traceId !== span.traceId) this.complain(`request ${id} left its trace`);
	}

	private checkConnection(span: LiveSpan): void {
		const id = requestOf(span);
		const place = this.places.get(id);
		if (place?.traceId !== span.traceId || place.spanId !== span.parentSpanId)
			this.complain(`the connection of request ${id} is under ${this.describeParent(span)}`);
	}

	/** The other end of a call: under the CLIENT span that carries the same mark. */
	private checkEcho(span: LiveSpan, mark: Mark): void {
		const parent = this.live.span(span.traceId, span.parentSpanId ?? '');
		if (parent?.kind !== 'client' || !textOf(parent).includes(mark.text))
			this.complain(`echo of request ${mark.id} is under ${this.describeParent(span)}`);
	}

	/** Such as a wait for a connection: no stage makes more than one query, so none may have two of a name. */
	private checkUnmarked(span: LiveSpan): void {
		if (span.kind === 'server') return;
		if (span.parentSpanId === null) return this.complain(`${span.name} has no parent`);
		const place = `${span.name} under ${span.parentSpanId}`;
		if (this.waitedUnder.has(place)) this.complain(`a second ${place}`);
		this.waitedUnder.add(place);
	}

	private describeParent({ traceId, parentSpanId }: LiveSpan): string {
		if (parentSpanId === null) return 'nothing';
		const parent = this.live.span(traceId, parentSpanId);
		return parent === undefined ? 'a stranger' : `${parent.kind} ${parent.name} ${textOf(parent)}`;
	}

	private complain(what: string): void {
		this.report.wrong += 1;
		if (this.report.examples.length < EXAMPLES) this.report.examples.push(what);
	}
}

const REQUEST = /\/r_(\d+)$/;

function kindOf(span: LiveSpan): Kind | undefined {
	const { attributes, kind, scope } = span;
	if (ATTR_MARK in attributes) return 'stage';
	if ('db.query.text' in attributes) return 'query';
	if ('url.full' in attributes) return 'call';
	if (kind !== 'server') return undefined;
	const path = textOf(span);
	if (path.startsWith('/echo/')) return 'echo';
	if (!REQUEST.test(path)) return undefined;
	return scope === 'glasshouse.websocket' ? 'connection' : 'request';
}

function requestOf(span: LiveSpan): number {
	return Number(REQUEST.exec(textOf(span))?.[1]);
}

/** The text of a span that this program has chosen itself. */
function textOf({ attributes }: LiveSpan): string {
	const text = [ATTR_MARK, 'db.query.text', 'url.full', 'url.path'].map((name) => attributes[name]);
	return text.find((one) => typeof one === 'string') ?? '';
}

function readMark(text: string): Mark | undefined {
	const [whole, id, parentSpanId] = /m_(\d+)_([0-9a-f]{16})/.exec(text) ?? [];
	if (whole === undefined || parentSpanId === undefined) return undefined;
	return { text: whole, id: Number(id), parentSpanId };
}

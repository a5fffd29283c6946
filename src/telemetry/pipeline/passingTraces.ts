import { trace, type Context } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { guard, report } from '../guard';
import { Line, type InLine } from '../line';
import { LocalSpanContext, WAY } from '../tracing/spanContext';
import { placeOf, TraceTable, type InTable } from './traceTable';

/** What becomes of traces that pass. */
export interface PassingTracesParts {
	/**
	 * Whether the trace of a span that begins here, or goes on, is to be followed from here on. Must not throw.
	 * @param isNew nobody can know anything of it yet
	 */
	readonly isFollowed: (span: ReadableSpan, isNew: boolean) => boolean;
	/** Whether a span that has ended makes its whole trace worth following; so does one that cannot be read. */
	readonly matters: (span: ReadableSpan) => boolean;
	/** Tells of a start, or an end, to whoever follows. */
	readonly tell: Tell;
	/** The last open span of a trace has ended that nobody follows. @param notes of each its start, and its end */
	readonly passed: (notes: readonly ReadableSpan[]) => void;
}

/** A longer trace is worth a look. */
const MOST_NOTES = 256;
/** Of all traces together; it is what a busy server has open at a time, several times over. */
const MOST_NOTES_OF_ALL = 16_384;

/** The way of a trace that does not pass, or passes no more. */
const FOLLOWED = Symbol('glasshouse.followed');

type Way = PassingTrace | typeof FOLLOWED;

/** What knows the way of a span: what it has in common with its trace, or where it is somebody else's, the span itself. */
interface Carrier {
	[WAY]?: unknown;
}

/** A trace that has open spans in this process, and that nobody looks at yet. */
export class PassingTrace implements InLine<PassingTrace>, InTable<PassingTrace> {
	before: PassingTrace | undefined;
	behind: PassingTrace | undefined;
	next: PassingTrace | undefined;
	/** Each span when it starts, and again when it ends; none once it passes no more. */
	notes: ReadableSpan[] = [];
	open = 0;
	state: 'passing' | 'followed' | 'over' = 'passing';

	constructor(
		readonly traceId: string,
		readonly place: number,
	) {}
}

type Tell = (span: ReadableSpan, isEnd: boolean) => void;

/** Tells what was noted, in that order: a span that comes again has ended. */
export function replay(notes: readonly ReadableSpan[], tell: Tell): void {
	const started = new Set<ReadableSpan>();
	for (const span of notes) {
		const isEnd = started.has(span);
		if (!isEnd) started.add(span);
		tell(span, isEnd);
	}
}

/**
 * Traces while they pass. Under load nearly all of them are ordinary, over in a millisecond and looked at by nobody: of
 * such a one no more is done than to note its spans, which die young. As soon as it matters, or somebody looks, all
 * that was noted is told, and it is followed from there: span by span.
 */
export class PassingTraces {
	private readonly byId = new TraceTable<PassingTrace>();
	/** The one that has been open for longest first. */
	private readonly line = new Line<PassingTrace>();
	private noted = 0;

	constructor(private readonly parts: PassingTracesParts) {}

	/**
	 * A span has started.
	 * @param startedIn tells the parent of a span of somebody else's
	 * @returns false where it is for the caller to follow it
	 */
	start(span: ReadableSpan, startedIn: Context): boolean {
		const carrier = carrierOf(span);
		const way = passingOf(carrier) ?? this.wayOf(span, carrier, startedIn);
		if (way === FOLLOWED) return false;
		way.open += 1;
		this.note(way, span);
		return true;
	}

	/**
	 * A span has ended.
	 * @returns false where it is for the caller to follow it
	 */
	end(span: ReadableSpan): boolean {
		const trace = passingOf(carrierOf(span));
		if (trace === undefined) return false;
		trace.open -= 1;
		this.note(trace, span);
		if (trace.state !== 'passing') return true;
		if (this.matters(span)) this.follow(trace);
		else if (trace.open === 0) this.over(trace);
		return true;
	}

	/** Somebody looks: whatever has an open span is followed from now on. */
	followAll(): void {
		for (let trace = this.line.first; trace !== undefined; trace = this.line.first) this.follow(trace);
	}

	/** A child goes the way of its parent; what comes from elsewhere, the way of its trace. */
	private wayOf(span: ReadableSpan, carrier: Carrier, startedIn: Context): Way {
		const elder = carrier === span ? trace.getSpan(startedIn) : undefined;
		const known = elder === undefined ? carrier[WAY] : carrierOf(elder)[WAY];
		const way = wayOfChild(span, known) ?? this.wayOfTrace(span);
		carrier[WAY] = way;
		return way;
	}

	private wayOfTrace(span: ReadableSpan): Way {
		const context = span.spanContext();
		const { traceId } = context;
		const place = placeOf(context);
		const isRoot = span.parentSpanContext === undefined;
		const isNew = isRoot && LocalSpanContext.is(context) && context.trace().beganHere;
		const found = isNew ? undefined : this.byId.get(traceId, place);
		if (found !== undefined) return found;
		return this.parts.isFollowed(span, isNew) ? FOLLOWED : this.begin(traceId, place);
	}

	private begin(traceId: string, place: number): PassingTrace {
		const trace = new PassingTrace(traceId, place);
		this.byId.add(trace);
		this.line.add(trace);
		return trace;
	}

	private note(trace: PassingTrace, span: ReadableSpan): void {
		trace.notes.push(span);
		this.noted += 1;
		if (trace.notes.length > MOST_NOTES) this.follow(trace);
		while (this.noted > MOST_NOTES_OF_ALL && this.line.first !== undefined) this.follow(this.line.first);
	}

	private matters(span: ReadableSpan): boolean {
		try {
			return this.parts.matters(span);
		} catch (error) {
			report('Judging a span', error);
			return true;
		}
	}

	private follow(trace: PassingTrace): void {
		const notes = this.leave(trace, 'followed');
		replay(notes, (span, isEnd) => guard('Showing a span', () => this.parts.tell(span, isEnd)));
	}

	private over(trace: PassingTrace): void {
		const notes = this.leave(trace, 'over');
		try {
			this.parts.passed(notes);
		} catch (error) {
			report('Letting go of a trace', error);
		}
	}

	/** Whoever still knows it, such as a context that is kept, must not keep its spans alive. */
	private leave(trace: PassingTrace, state: 'followed' | 'over'): ReadableSpan[] {
		const { notes } = trace;
		this.byId.remove(trace);
		this.line.remove(trace);
		this.noted -= notes.length;
		trace.state = state;
		trace.notes = [];
		return notes;
	}
}

function carrierOf(span: Pick<ReadableSpan, 'spanContext'>): Carrier {
	const context = span.spanContext();
	return LocalSpanContext.is(context) ? context.trace() : (span as Carrier);
}

/** @returns `undefined` where it passes no more, or nothing is known */
function passingOf({ [WAY]: way }: Carrier): PassingTrace | undefined {
	return way instanceof PassingTrace && way.state === 'passing' ? way : undefined;
}

/** @returns `undefined` where its trace has to be asked for */
function wayOfChild({ parentSpanContext }: ReadableSpan, elder: unknown): Way | undefined {
	if (parentSpanContext === undefined) return undefined;
	if (elder === FOLLOWED) return FOLLOWED;
	if (!(elder instanceof PassingTrace) || elder.traceId !== parentSpanContext.traceId) return undefined;
	if (elder.state === 'over') return undefined;
	return elder.state === 'passing' ? elder : FOLLOWED;
}

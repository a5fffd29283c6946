import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { guard } from '../guard';
import { Line, type InLine } from '../line';
import { LocalSpanContext } from '../tracing/spanContext';
import { placeOf, TraceTable, type InTable } from './traceTable';

/** What becomes of traces that pass. */
export interface PassingTracesParts {
	/**
	 * Whether a trace that begins here, or goes on, is to be followed from here on. Must not throw.
	 * @param isNew nobody can know anything of it yet
	 */
	readonly isFollowed: (traceId: string, isNew: boolean) => boolean;
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

const WAY = Symbol('glasshouse.way');

/** A span knows the trace that it passes with: a field costs less than a map of all open spans. */
interface Carrier {
	[WAY]?: PassingTrace | 'followed';
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
	 * @param parent where it is a span of this process; a span finds its trace faster by it
	 * @returns false where it is for the caller to follow it
	 */
	start(span: ReadableSpan, parent?: object): boolean {
		const way = this.wayOf(span, parent);
		(span as Carrier)[WAY] = way;
		if (way === 'followed') return false;
		way.open += 1;
		this.note(way, span);
		return true;
	}

	/** Whether its end is to be noted here; where not, it is for the caller to follow it. */
	isPassing(span: ReadableSpan): boolean {
		return passingWith(span) !== undefined;
	}

	/** A span that is passing has ended. */
	end(span: ReadableSpan): void {
		const trace = passingWith(span);
		if (trace === undefined) return;
		trace.open -= 1;
		this.note(trace, span);
		if (trace.state !== 'passing') return;
		if (this.matters(span)) this.follow(trace);
		else if (trace.open === 0) this.over(trace);
	}

	/** Somebody looks: whatever has an open span is followed from now on. */
	followAll(): void {
		for (let trace = this.line.first; trace !== undefined; trace = this.line.first) this.follow(trace);
	}

	/** A child goes the way of its parent; what comes from elsewhere, the way of its trace. */
	private wayOf(span: ReadableSpan, parent: Carrier | undefined): PassingTrace | 'followed' {
		const context = span.spanContext();
		const { traceId } = context;
		const way = parent?.[WAY];
		const isRoot = span.parentSpanContext === undefined;
		if (way === 'followed' && !isRoot) return way;
		if (typeof way === 'object' && way.traceId === traceId && way.state !== 'over') {
			return way.state === 'passing' ? way : 'followed';
		}
		const place = placeOf(context);
		const isNew = isRoot && LocalSpanContext.is(context) && context.trace().beganHere;
		const found = isNew ? undefined : this.byId.get(traceId, place);
		if (found !== undefined) return found;
		return this.parts.isFollowed(traceId, isNew) ? 'followed' : this.begin(traceId, place);
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
		return guard('Judging a span', () => this.parts.matters(span)) ?? true;
	}

	private follow(trace: PassingTrace): void {
		const notes = this.leave(trace, 'followed');
		replay(notes, (span, isEnd) => guard('Showing a span', () => this.parts.tell(span, isEnd)));
	}

	private over(trace: PassingTrace): void {
		const notes = this.leave(trace, 'over');
		guard('Letting go of a trace', () => this.parts.passed(notes));
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

function passingWith(span: ReadableSpan & Carrier): PassingTrace | undefined {
	const way = span[WAY];
	return way === undefined || way === 'followed' || way.state !== 'passing' ? undefined : way;
}

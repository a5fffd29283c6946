import { eachSpan } from './count';
import { visit, type Bounds } from './wire';

/** What has come of the runs that were asked for, each of which is a trace. */
export interface RunTraces {
	/** Those of which anything has come. */
	readonly traces: number;
	/** Those of which all has come: the run itself, and the parent of every span. */
	readonly whole: number;
}

/** The procedure that starts a run, and the run: spans of the app, which are there whoever records them. */
const ASKED_FOR = 'checks.run';
const RUN = 'workflow runCheck';
/** Of opentelemetry/proto/trace/v1/trace.proto. */
const FIELD = { traceId: 1, spanId: 2, parentSpanId: 4, name: 5 } as const;
const FIELDS = [Object.values(FIELD)];

interface Trace {
	readonly spanIds: Set<string>;
	readonly parentIds: Set<string>;
	readonly names: Set<string>;
}

/** Puts together the traces of runs, whose spans come in several requests. */
export class RunTraceBook {
	private readonly traces = new Map<string, Trace>();

	/** Takes the spans of an export request in protobuf. @throws RangeError where it is none */
	take(body: Buffer): void {
		eachSpan(body, (span) => this.add(partsOf(body, span)));
	}

	tell(): RunTraces {
		const asked = [...this.traces.values()].filter(({ names }) => names.has(ASKED_FOR));
		return { traces: asked.length, whole: asked.filter(isWhole).length };
	}

	private add({ traceId, spanId, parentSpanId, name }: Parts): void {
		const trace = this.traces.get(traceId) ?? newTrace();
		this.traces.set(traceId, trace);
		trace.spanIds.add(spanId);
		trace.names.add(name);
		if (parentSpanId !== '') trace.parentIds.add(parentSpanId);
	}
}

type Parts = Record<keyof typeof FIELD, string>;

function partsOf(body: Buffer, span: Bounds): Parts {
	const parts: Parts = { traceId: '', spanId: '', parentSpanId: '', name: '' };
	visit(body, span, FIELDS, ({ start, end }, field) => {
		if (field === FIELD.name) parts.name = body.toString('utf8', start, end);
		else if (field === FIELD.traceId) parts.traceId = body.toString('hex', start, end);
		else if (field === FIELD.spanId) parts.spanId = body.toString('hex', start, end);
		else parts.parentSpanId = body.toString('hex', start, end);
	});
	return parts;
}

function newTrace(): Trace {
	return { spanIds: new Set(), parentIds: new Set(), names: new Set() };
}

function isWhole({ spanIds, parentIds, names }: Trace): boolean {
	return names.has(RUN) && [...parentIds].every((id) => spanIds.has(id));
}

import type { TraceSpan } from '../../src/lib/trace/wire';
import type { SpanPart } from './lack';
import type { Trigger } from './trigger';

/** What is known of a run before its trace is looked at. */
export interface Setting {
	readonly trigger: Trigger;
	/** What the check requested. */
	readonly targetUrl: string;
	/** Whether the target sends spans of its own to where we look. */
	readonly targetReports: boolean;
	/** Whether a request may pass through a proxy that is traced: then the SERVER span is no root. */
	readonly behindProxy: boolean;
}

/** A span that the trace of every run has. */
export interface Expected {
	readonly part: SpanPart;
	/** For a person. */
	readonly what: string;
	readonly fits: (span: TraceSpan) => boolean;
	/** The part that it stands under; `null` for the root. */
	readonly under: SpanPart | null;
	/** Its parent, and not only above it. */
	readonly directly: boolean;
	/** Of `once` a second one means that somebody traces the same thing again; of `some` there are others elsewhere. */
	readonly count: 'once' | 'any' | 'some';
}

const STEPS = ['request', 'judge', 'record', 'notify'] as const;
const RUN_ROUTE = 'POST /api/v1/checks/{id}/run';

/** Every span that belongs to a run, each after the one that it stands under. */
export function expectedSpans({ trigger, targetUrl, targetReports }: Setting): Expected[] {
	const wanted = withoutQuery(targetUrl);
	const isRequest = (span: TraceSpan) =>
		span.kind === 'client' && withoutQuery(span.attributes['url.full']) === wanted;
	return [
		...(trigger === 'manual' ? askedFor() : fallenDue()),
		...STEPS.map((step) =>
			one(step, `step ${step}`, ({ name }) => name === `step ${step}`, 'workflow', true),
		),
		one('client', `CLIENT request of ${wanted}`, isRequest, 'request'),
		some('run SQL', 'SQL of step record', isSql, 'record'),
		...(targetReports ? [targetSpan()] : []),
	];
}

/** How the trace of a run begins that was asked for over REST. */
function askedFor(): Expected[] {
	return [
		one('server', `SERVER ${RUN_ROUTE}`, (span) => span.kind === 'server' && span.name === RUN_ROUTE, null),
		one('kit', 'sveltekit.handle.root', ({ name }) => name === 'sveltekit.handle.root', 'server', true),
		one('procedure', 'RPC checks.run', ({ name }) => name === 'checks.run', 'kit'),
		some('procedure SQL', 'SQL of the procedure', isSql, 'procedure'),
		one('workflow', 'workflow runCheck', ({ name }) => name === 'workflow runCheck', 'procedure'),
	];
}

/** How it begins where the schedule starts the run: the statements that do so are those of many runs. */
function fallenDue(): Expected[] {
	return [
		one('schedule', 'schedule check', ({ name }) => name === 'schedule check', null),
		one('workflow', 'workflow runCheck', ({ name }) => name === 'workflow runCheck', 'schedule', true),
	];
}

/** There may be others of the kind: in the target, below its span. */
function targetSpan(): Expected {
	const fits = ({ kind, name }: TraceSpan) => kind === 'server' && name !== RUN_ROUTE;
	return {
		part: 'target',
		what: 'SERVER of the target',
		fits,
		under: 'client',
		directly: true,
		count: 'any',
	};
}

function one(
	part: SpanPart,
	what: string,
	fits: Expected['fits'],
	under: SpanPart | null,
	directly = false,
): Expected {
	// Each request to a target that is Glasshouse itself has a span of kit's own; ours is found by its parent.
	return { part, what, fits, under, directly, count: part === 'kit' ? 'any' : 'once' };
}

function some(part: SpanPart, what: string, fits: Expected['fits'], under: SpanPart): Expected {
	return { part, what, fits, under, directly: true, count: 'some' };
}

/** Some backends tell an attribute that is not there as an empty text. */
export function isSql({ attributes }: TraceSpan): boolean {
	return [attributes['db.system.name'], attributes['db.system']].some(
		(system) => system !== undefined && system !== '',
	);
}

/** Values in a query may be hidden in a span. @returns `undefined` for what is no URL */
function withoutQuery(url: unknown): string | undefined {
	const parsed = typeof url === 'string' ? URL.parse(url) : null;
	return parsed === null ? undefined : `${parsed.origin}${parsed.pathname}`;
}

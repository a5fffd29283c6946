import { isFailing } from '../../../src/lib/words/telemetry';
import { hasLack, type Evidence, type Reason, type Rule } from '../evidence';
import type { SpanPart } from '../lack';

/** What the shape of a trace that did arrive tells. */
export const ofTheShape: readonly Rule[] = [
	double,
	preload,
	sql,
	runFailed,
	propagation,
	target,
	missingParent,
	anotherProcess,
	contextLost,
	clock,
	logLevel,
];

function double(evidence: Evidence): Reason[] {
	if (!hasLack(evidence, 'twice')) return [];
	const text =
		'Telemetry is initialised twice: something besides the preload traces the same thing, or sends it a second ' +
		'time. See that no other OpenTelemetry SDK is started, and that src/telemetry is not bundled into the app ' +
		'(only its handle.ts may be).';
	return [{ code: 'double', text }];
}

function preload(evidence: Evidence): Reason[] {
	if (!lacksSpan(evidence, 'server')) return [];
	if (isOff(evidence, 'serve')) return [instrumentationOff('serve', 'requests have no SERVER span')];
	const text =
		'The request has no SERVER span: telemetry came after Bun.serve. Start with bun --preload ./telemetry.ts, as ' +
		'the entrypoint does.';
	return [{ code: 'preload', text }];
}

function sql(evidence: Evidence): Reason[] {
	if (!lacksSpan(evidence, 'run SQL')) return [];
	// One step without its query may have lost it; a run that the schedule started has no other.
	const isAll =
		evidence.trigger === 'manual' ? lacksSpan(evidence, 'procedure SQL') : !lacksSpan(evidence, 'record');
	if (!isAll) return [];
	if (isOff(evidence, 'pg')) return [instrumentationOff('pg', 'queries have no spans')];
	const text =
		'No query has a span: pg is bundled into the build, or was loaded before telemetry. It belongs into the ' +
		'dependencies of package.json, which stay outside of the build, and not into devDependencies.';
	return [{ code: 'pg_bundled', text }];
}

function runFailed({ lacks }: Evidence): Reason[] {
	const run = lacks.find(({ kind }) => kind === 'run');
	if (run === undefined) return [];
	const text =
		`The check itself did not pass: ${run.what}. See that the app reaches what it requests, or name another with ` +
		'--target.';
	return [{ code: 'run_failed', text }];
}

function propagation(evidence: Evidence): Reason[] {
	if (!hasLack(evidence, 'propagation')) return [];
	const text =
		'The target was asked without the trace. See that OTEL_PROPAGATORS, where it is set, has tracecontext in it.';
	return [{ code: 'propagator', text }];
}

function target(evidence: Evidence): Reason[] {
	if (!lacksSpan(evidence, 'target') || hasLack(evidence, 'propagation', 'run')) return [];
	const text =
		'The target was asked in this trace, and its own span is not here: it sends to another place, or later, or its ' +
		'sampler does not follow the parent (OTEL_TRACES_SAMPLER=parentbased_always_on).';
	return [{ code: 'target_elsewhere', text }];
}

function missingParent(evidence: Evidence): Reason[] {
	if (!hasLack(evidence, 'orphan')) return [];
	const text =
		'Spans name a parent that did not arrive. It was dropped on the way (GET /api/v1/telemetry/health tells what ' +
		'the app dropped), has not ended, or was taken out by a Collector’s filter or sampling.';
	return [{ code: 'missing_parent', text }];
}

/** Every process on the database looks at the schedule, and takes runs from the queue. */
function anotherProcess(evidence: Evidence): Reason[] {
	const isScheduled = evidence.trigger === 'schedule';
	const lacksBeginning = isScheduled && (hasLack(evidence, 'trace') || lacksSpan(evidence, 'schedule'));
	if (!lacksBeginning && !lacksSpan(evidence, 'workflow')) return [];
	const text =
		'Another process on the same database may have taken it. See that each of them sends to the same place, and ' +
		'samples alike (OTEL_TRACES_SAMPLER).';
	return [{ code: 'another_process', text }];
}

function contextLost(evidence: Evidence): Reason[] {
	if (!hasLack(evidence, 'place') || hasLack(evidence, 'twice', 'orphan')) return [];
	const text =
		'A span stands in the wrong place: the context was lost on the way to it, or another propagator or context ' +
		'manager took the place of ours.';
	return [{ code: 'context_lost', text }];
}

function clock(evidence: Evidence): Reason[] {
	if (!hasLack(evidence, 'clock')) return [];
	const text =
		'Clocks differ: a span begins before its parent. Let both machines keep their time by NTP; a backend may also ' +
		'file such spans outside of the time that it searches.';
	return [{ code: 'clock', text }];
}

function logLevel(evidence: Evidence): Reason[] {
	if (!hasLack(evidence, 'log') || !(evidence.place === 'self' || areLogsSent(evidence))) return [];
	const text =
		'No line of the run is there, although it tells of its start and end at the level info. See ' +
		'GLASSHOUSE_LOG_OTLP_LEVEL and GLASSHOUSE_LOG_LEVEL.';
	return [{ code: 'log_level', text }];
}

function areLogsSent({ health }: Evidence): boolean {
	const logs = health?.signals.find(({ signal }) => signal === 'logs');
	return logs !== undefined && logs.endpoint !== null && !isFailing(logs);
}

function lacksSpan({ lacks }: Evidence, part: SpanPart): boolean {
	return lacks.some((lack) => lack.kind === 'span' && lack.part === part);
}

/** Of a part that is missing although the rest is there. */
function isOff({ health }: Evidence, instrumentation: string): boolean {
	return health !== null && !health.instrumentations.includes(instrumentation);
}

function instrumentationOff(name: string, effect: string): Reason {
	const text = `The instrumentation ${name} is left out, so that ${effect}. See OTEL_NODE_DISABLED_INSTRUMENTATIONS.`;
	return { code: 'instrumentation_off', text };
}

import type { Signal, SignalHealth, TelemetryHealth } from '../../src/telemetry/health/types';
import type { Lack } from './lack';
import type { PlaceName } from './options';
import type { Trigger } from './trigger';

/** Everything that is known when something is missing. */
export interface Evidence {
	readonly place: PlaceName;
	/** Of the run that was looked for. */
	readonly trigger: Trigger;
	readonly lacks: readonly Lack[];
	/** Why the place could not be asked. */
	readonly placeError: PlaceError | null;
	/** Of the app, after the run; `null` where it does not tell. */
	readonly health: TelemetryHealth | null;
}

export interface PlaceError {
	/** Of an answer; `null` where there was none, or one that cannot be read. */
	readonly status: number | null;
	/** Safe to show: neither header nor credential. */
	readonly message: string;
}

/** docs/verify.md has a line for each. */
export const REASON_CODES = [
	'place_away',
	'place_key',
	'place_address',
	'disabled',
	'no_endpoint',
	'switched_off',
	'not_scraped',
	'sampled_out',
	'header',
	'wrong_protocol',
	'wrong_endpoint',
	'certificate',
	'refused',
	'collector_away',
	'dropped',
	'waiting',
	'elsewhere',
	'not_scheduled',
	'run_failed',
	'double',
	'preload',
	'instrumentation_off',
	'pg_bundled',
	'propagator',
	'target_elsewhere',
	'another_process',
	'missing_parent',
	'context_lost',
	'clock',
	'log_level',
	'unknown',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** Why something is missing. */
export interface Reason {
	/** Stable, for programs. */
	readonly code: ReasonCode;
	/** What is wrong, and what to do about it. */
	readonly text: string;
}

/** One kind of reason: empty where it does not hold. */
export type Rule = (evidence: Evidence) => Reason[];

export function hasLack({ lacks }: Evidence, ...kinds: Lack['kind'][]): boolean {
	return lacks.some(({ kind }) => kinds.includes(kind));
}

/** Whether nothing at all came of a signal. */
export function isAbsent(evidence: Evidence, signal: Signal): boolean {
	return hasLack(evidence, ({ traces: 'trace', metrics: 'metric', logs: 'log' } as const)[signal]);
}

/** The health of those signals that something is missing of. */
export function sickSignals(evidence: Evidence): SignalHealth[] {
	const kinds = { traces: ['trace', 'span', 'orphan'], metrics: ['metric'], logs: ['log'] } as const;
	return evidence.health?.signals.filter(({ signal }) => hasLack(evidence, ...kinds[signal])) ?? [];
}

/** What a thing that is missing, or too much, is: what `diagnose` goes by. */
export type LackKind =
	/** Nothing at all is known of the trace. */
	| 'trace'
	/** A span that belongs to every run. */
	| 'span'
	/** A span is there, and stands in the wrong place. */
	| 'place'
	/** A span names a parent that is not there. */
	| 'orphan'
	/** What belongs there once is there more often. */
	| 'twice'
	/** A span begins before its parent. */
	| 'clock'
	/** A span has not ended. */
	| 'open'
	| 'metric'
	| 'log'
	/** The target was asked without the trace. */
	| 'propagation'
	/** The run did not end well: what comes after its request is not there either. */
	| 'run'
	/** No run came by the schedule. */
	| 'schedule'
	/** Telemetry is not initialised once and alone, whatever has arrived. */
	| 'initialisation';

/** Which span of a run is meant. */
export type SpanPart =
	| 'server'
	| 'schedule'
	| 'kit'
	| 'procedure'
	| 'procedure SQL'
	| 'workflow'
	| 'request'
	| 'judge'
	| 'record'
	| 'notify'
	| 'client'
	| 'run SQL'
	| 'target';

export interface Lack {
	readonly kind: LackKind;
	/** For a person, without a full stop. */
	readonly what: string;
	/** Where one of the expected spans is meant. */
	readonly part?: SpanPart;
}

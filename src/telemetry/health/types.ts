export type Signal = 'traces' | 'metrics' | 'logs';

/** Why an item never reached the collector. */
export type DropReason =
	/** The queue was full. */
	| 'queue_full'
	/** The collector refused it for good: a status that is not to be retried, or a partial success. */
	| 'rejected'
	/** The collector could not be reached, or did not answer, for as long as a batch may be retried. */
	| 'retries_exhausted'
	/** The spool was full, or could not be written. */
	| 'spool_full'
	/** The process stopped before it could be sent. */
	| 'shutdown'
	/** It could not be encoded. */
	| 'encoding_failed';

/** What became of one signal since the start, in items: spans, log records, data points. */
export interface SignalHealth {
	signal: Signal;
	/** `otlp`, `console`, `prometheus`; empty when the signal goes nowhere. */
	exporters: string[];
	/** Where OTLP goes, without credentials; `null` when no endpoint is set. */
	endpoint: string | null;
	protocol: 'http/protobuf' | 'http/json' | null;
	queued: number;
	/** The most that may be queued; `null` where nothing is. */
	queueSize: number | null;
	/** Handed to the collector, or waiting for a retry. */
	inFlight: number;
	/** On disk; `null` without a spool. */
	spooled: { items: number; bytes: number } | null;
	exported: number;
	dropped: Partial<Record<DropReason, number>>;
	/** Attempts of batches. */
	attempts: { succeeded: number; failed: number };
	lastSuccessAt: string | null;
	/** Safe to show: never a header or a credential. */
	lastError: { at: string; message: string } | null;
	/** Of the last attempts, in milliseconds; `null` before the first. */
	latencyMs: { last: number; p50: number; p99: number } | null;
}

/** What OpenTelemetry's API keeps one of in a process, by the names under which it is asked for. */
export type ApiGlobal = 'trace' | 'metrics' | 'logs' | 'context' | 'propagation';

export type ApiGlobalState =
	| 'ours'
	/** Somebody had registered theirs before we came: we were refused. */
	| 'taken'
	/** Somebody has taken ours out since, and put theirs in its place. */
	| 'replaced'
	/** Somebody has taken ours out since: the API does nothing there. */
	| 'removed'
	/** Nothing is registered that would have to be ours: telemetry is switched off. */
	| 'unused';

/** Whether telemetry was initialised once in this process, and nobody else's is beside it. */
export interface Initialisation {
	/** Whether it was: `times` is 1, all of `globals` are ours, and nobody was refused. */
	once: boolean;
	/** ISO time of the last one. */
	startedAt: string;
	/** How often it began. More than once where a start failed halfway, and another followed; 0 where it is switched off. */
	times: number;
	/** How often it was asked for again, and what ran already was given: that harms nothing. */
	repeats: number;
	globals: Record<ApiGlobal, ApiGlobalState>;
	/**
	 * How often somebody else's provider, context manager or propagator was refused by the API since: one of each for an
	 * SDK that was started later. Not counted where diagnostics have got another logger than ours.
	 */
	refused: number;
}

export interface TelemetryHealth {
	enabled: boolean;
	initialisation: Initialisation;
	serviceName: string;
	sampler: string;
	/** Traces by decision since the start; empty where every trace is exported. */
	samplerDecisions: Record<string, number>;
	instrumentations: string[];
	signals: SignalHealth[];
	/** Where Prometheus finds the metrics; `null` where it is not served. */
	scrapeUrl: string | null;
	/** What the live store had to let go of. */
	live: { spans: number; traces: number; logs: number };
}

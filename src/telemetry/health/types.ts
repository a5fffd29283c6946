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

export interface TelemetryHealth {
	enabled: boolean;
	/** ISO time of the one initialisation. */
	startedAt: string;
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

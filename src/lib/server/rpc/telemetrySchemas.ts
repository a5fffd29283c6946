import { z } from 'zod';
import type {
	ApiGlobalState,
	DropReason,
	Initialisation,
	SignalHealth,
	TelemetryHealth,
} from '$telemetry/health/types';

/** The shape of telemetry's own health, for the OpenAPI document; the types hold it to `$telemetry/health/types`. */

const time = z.iso.datetime();
const count = z.int().min(0);

const DROP_REASONS: Record<DropReason, string> = {
	queue_full: 'The queue was full.',
	rejected: 'The collector refused it for good.',
	retries_exhausted: 'The collector could not be reached for as long as a batch may be retried.',
	spool_full: 'The spool was full, or could not be written.',
	shutdown: 'The process stopped before it could be sent.',
	encoding_failed: 'It could not be encoded.',
};

const dropped = z
	.object({
		queue_full: count.optional().describe(DROP_REASONS.queue_full),
		rejected: count.optional().describe(DROP_REASONS.rejected),
		retries_exhausted: count.optional().describe(DROP_REASONS.retries_exhausted),
		spool_full: count.optional().describe(DROP_REASONS.spool_full),
		shutdown: count.optional().describe(DROP_REASONS.shutdown),
		encoding_failed: count.optional().describe(DROP_REASONS.encoding_failed),
	})
	.describe('How many were dropped, by reason.');

const signalHealthSchema: z.ZodType<SignalHealth> = z.object({
	signal: z.enum(['traces', 'metrics', 'logs']),
	exporters: z.array(z.string()).describe('`otlp`, `console`, `prometheus`; none where it goes nowhere.'),
	endpoint: z.string().nullable().describe('Where OTLP goes, without credentials.'),
	protocol: z.enum(['http/protobuf', 'http/json']).nullable(),
	queued: count,
	queueSize: count.nullable().describe('The most that may be queued; null where nothing is.'),
	inFlight: count.describe('Handed to the collector, or waiting for a retry.'),
	spooled: z.object({ items: count, bytes: count }).nullable().describe('On disk; null without a spool.'),
	exported: count,
	dropped,
	attempts: z.object({ succeeded: count, failed: count }).describe('Of sending a batch.'),
	lastSuccessAt: time.nullable(),
	lastError: z.object({ at: time, message: z.string() }).nullable(),
	latencyMs: z
		.object({ last: z.number(), p50: z.number(), p99: z.number() })
		.nullable()
		.describe('Of the last attempts, in milliseconds.'),
});

const globalState: z.ZodType<ApiGlobalState> = z
	.enum(['ours', 'taken', 'replaced', 'removed', 'unused'])
	.describe(
		'Whose it is: `taken` by somebody who came first, `replaced` or `removed` by somebody since; `unused` where ' +
			'telemetry is switched off.',
	);

const initialisationSchema: z.ZodType<Initialisation> = z
	.object({
		once: z
			.boolean()
			.describe('Whether it is one alone: `times` is 1, all `globals` are ours, none was refused.'),
		startedAt: time.describe('When telemetry was initialised in this process.'),
		times: count.describe('How often it began; more than once where a start failed halfway.'),
		repeats: count.describe('How often it was asked for again, and what ran was given; that harms nothing.'),
		globals: z
			.object({
				trace: globalState,
				metrics: globalState,
				logs: globalState,
				context: globalState,
				propagation: globalState,
			})
			.describe('What OpenTelemetry’s API keeps one of in a process.'),
		refused: count.describe('What of another SDK the API refused to register since.'),
	})
	.describe('Whether telemetry was initialised once in this process, and no other beside it.');

export const telemetryHealthSchema: z.ZodType<TelemetryHealth> = z.object({
	enabled: z.boolean(),
	initialisation: initialisationSchema,
	serviceName: z.string(),
	sampler: z.string(),
	samplerDecisions: z.record(z.string(), count).describe('Traces by decision since the start.'),
	instrumentations: z.array(z.string()),
	signals: z.array(signalHealthSchema).describe('In items: spans, data points, log records.'),
	scrapeUrl: z
		.string()
		.nullable()
		.describe('Where Prometheus finds the metrics; null where it is not served.'),
	live: z
		.object({ spans: count, traces: count, logs: count })
		.describe('What the live views had to let go of, since the start.'),
});

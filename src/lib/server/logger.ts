import { context, INVALID_TRACEID, trace } from '@opentelemetry/api';
import pino, { type Logger } from 'pino';
import { config, ConfigError, type LogLevel, type LogSettings } from './config';
import { delivering } from './log/delivery';
import { destinationsOf, type LogDestination } from './log/destinations';
import { logError } from './log/logError';
import { maskRecord, type LogRecord } from './log/logLine';
import { countLogLine } from './metrics/log';
import { runIdOf } from './sessions/runContext';

/**
 * A logger whose lines name the span and the run in which they were written and hold no secrets, whichever way
 * they go. Errors belong under `err`: `logger.error({ err: error }, 'What could not be done')`.
 */
export function createLogger(destinations: readonly LogDestination[]): Logger {
	const ways = destinations.map((destination) => ({ destination, severity: severityOf(destination.level) }));
	const least = ways.reduce((lowest, way) => (way.severity < lowest.severity ? way : lowest), SILENT);
	return pino(
		{
			level: least.destination.level,
			base: null,
			messageKey: 'message',
			errorKey: 'err',
			timestamp: pino.stdTimeFunctions.isoTime,
			formatters: { level: (label) => ({ level: label }) },
			mixin: whereabouts,
			serializers: { err: (error: unknown) => logError(error), error: (error: unknown) => logError(error) },
		},
		{ write: (line: string) => delivering(() => deliver(line, ways)) },
	);
}

interface Way {
	destination: LogDestination;
	severity: number;
}

const SILENT: Way = { destination: { level: 'silent', write: () => undefined }, severity: Infinity };

/** pino's number for a level; silent is above all of them. */
function severityOf(level: unknown): number {
	return typeof level === 'string' ? (pino.levels.values[level] ?? Infinity) : Infinity;
}

/** In which span and run a line is written: https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/ */
function whereabouts(): object {
	const active = context.active();
	const span = trace.getSpanContext(active);
	const runId = runIdOf(active);
	const run = runId === undefined ? {} : { run_id: runId };
	if (span === undefined || span.traceId === INVALID_TRACEID) return run;
	const flags = span.traceFlags.toString(16).padStart(2, '0');
	return { trace_id: span.traceId, span_id: span.spanId, trace_flags: flags, ...run };
}

/** Masking looks at the finished line, so that nothing gets past it: bindings, errors, the message itself. */
function deliver(line: string, ways: readonly Way[]): void {
	const record = maskRecord(JSON.parse(line) as LogRecord);
	const masked = `${JSON.stringify(record)}\n`;
	const severity = severityOf(record.level);
	countLogLine(record.level);
	for (const way of ways) if (severity >= way.severity) way.destination.write(masked, record);
}

/** The log must work before the settings do: what is wrong with those is told where the app starts. */
function settingsOrDefaults(): LogSettings {
	try {
		return config().log;
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		const level: LogLevel = 'info';
		return { console: { level, format: 'text' }, file: null, otlp: { level } };
	}
}

const destinations = destinationsOf(settingsOrDefaults());

export const logger: Logger = createLogger(destinations);

/** Opens what the log is written to. @throws ConfigError where that cannot be done */
export function prepareLog(): void {
	for (const destination of destinations) destination.prepare?.();
}

import { trace } from '@opentelemetry/api';
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import { getTelemetry } from '../../telemetry/handle';
import { config, ConfigError, type Config } from './config';
import { logError } from './logError';
import { maskRecord, toLiveLog, type LogRecord } from './logLine';

export type LogSettings = Pick<Config, 'logLevel' | 'logFormat'>;

/** Takes one line, its line break included, at once: what was logged before an exit is out. */
export interface LogSink {
	write(line: string): unknown;
}

/**
 * A logger whose lines carry the active span's trace and span id, hold no secrets, and reach the live store too.
 * Errors belong under `err`: `logger.error({ err: error }, 'What could not be done')`.
 */
export function createLogger(settings: LogSettings, sink: LogSink = consoleSink(settings)): Logger {
	return pino(
		{
			level: settings.logLevel,
			base: null,
			messageKey: 'message',
			errorKey: 'err',
			timestamp: pino.stdTimeFunctions.isoTime,
			formatters: { level: (label) => ({ level: label }) },
			mixin: activeSpan,
			serializers: { err: (error: unknown) => logError(error), error: (error: unknown) => logError(error) },
		},
		{ write: (line: string) => deliver(line, sink) },
	);
}

function activeSpan(): object {
	const span = trace.getActiveSpan()?.spanContext();
	return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

/** Masking looks at the finished line, so that nothing gets past it: bindings, errors, the message itself. */
function deliver(line: string, sink: LogSink): void {
	const record = maskRecord(JSON.parse(line) as LogRecord);
	sink.write(`${JSON.stringify(record)}\n`);
	getTelemetry()?.live.log(toLiveLog(record));
}

function consoleSink({ logFormat }: LogSettings): LogSink {
	if (logFormat === 'json') return pino.destination({ dest: 1, sync: true });
	return pretty({
		sync: true,
		destination: 1,
		colorize: process.stdout.isTTY,
		messageKey: 'message',
		translateTime: 'SYS:HH:MM:ss.l',
		ignore: 'trace_id,span_id',
		singleLine: true,
		errorLikeObjectKeys: ['err', 'error'],
	});
}

/** The log must work before the settings do: what is wrong with those is told where the app starts. */
function settingsOrDefaults(): LogSettings {
	try {
		return config();
	} catch (error) {
		if (error instanceof ConfigError) return { logLevel: 'info', logFormat: 'text' };
		throw error;
	}
}

export const logger: Logger = createLogger(settingsOrDefaults());

import { createNoopLogger, logs, type Logger, type LoggerProvider } from '@opentelemetry/api';
import { guard } from '../guard';

const NOOP = createNoopLogger();

function guarded(logger: Logger): Logger {
	return {
		emit: (record) => guard('Writing a log record', () => logger.emit(record)),
		enabled: (options) => guard('Asking a logger', () => logger.enabled(options)) ?? false,
	};
}

/** The loggers of the global provider, for instrumentations of others, which call them unguarded. */
export const guardedLoggers: LoggerProvider = {
	getLogger: (...scope) => guarded(guard('Getting a logger', () => logs.getLogger(...scope)) ?? NOOP),
};

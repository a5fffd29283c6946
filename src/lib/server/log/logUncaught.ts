import { context } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { perProcess } from '../process/perProcess';
import { contextOfFailure } from '../telemetry';

/** Once in a process, however often this module is loaded: each listener would tell the same error again. */
const uncaught = perProcess('uncaught', () => ({
	tell: undefined as ((error: unknown) => void) | undefined,
}));

/**
 * Tells every error that nobody caught as fatal, in the trace and run in which it was thrown, and changes nothing
 * else: an exception still ends the process, and a rejection, over which Bun goes on, its exit code.
 */
export function logUncaught(logger: Logger): void {
	const told = new WeakSet();
	const first = uncaught.tell === undefined;
	uncaught.tell = (error) => {
		if (error instanceof Error && told.has(error)) return;
		if (error instanceof Error) told.add(error);
		const within = contextOfFailure(error) ?? context.active();
		context.with(within, () => logger.fatal({ err: error }, 'An error was not caught'));
	};
	if (first) listen();
}

function listen(): void {
	process.on('uncaughtExceptionMonitor', (error) => uncaught.tell?.(error));
	process.on('unhandledRejection', (reason) => {
		uncaught.tell?.(reason);
		process.exitCode ??= 1;
	});
}

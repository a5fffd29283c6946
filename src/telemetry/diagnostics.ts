import { diag, DiagLogLevel, type DiagLogFunction, type DiagLogger } from '@opentelemetry/api';
import type { LogLevel, TelemetryConfig } from './config';

/** OpenTelemetry's own diagnostics, on stderr: stdout belongs to the program. */
export function startDiagnostics({ debug, logLevel }: Pick<TelemetryConfig, 'debug' | 'logLevel'>): void {
	const asked = logLevel ?? (debug ? 'debug' : undefined);
	const level = asked === undefined ? undefined : DiagLogLevel[asked.toUpperCase() as Uppercase<LogLevel>];
	if (level === undefined) return;
	const logger: DiagLogger = {
		error: write('error'),
		warn: write('warn'),
		info: write('info'),
		debug: write('debug'),
		verbose: write('verbose'),
	};
	diag.setLogger(logger, { logLevel: level, suppressOverrideMessage: true });
}

/** The SDK says this for every span that is suppressed on purpose, which would bury everything else. */
const ORDINARY = 'Instrumentation suppressed, returning Noop Span';

function write(level: string): DiagLogFunction {
	return (message, ...args) => {
		if (message === ORDINARY) return;
		const rest = args.map((arg) => (typeof arg === 'string' ? arg : shown(arg)));
		process.stderr.write(`[opentelemetry:${level}] ${[message, ...rest].join(' ')}\n`);
	};
}

/** The module is loaded by who has something to show: to import it takes 4 ms and 3 MB. */
function shown(value: unknown): string {
	return process.getBuiltinModule('node:util').inspect(value, { depth: 2 });
}

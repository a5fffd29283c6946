import { diag, DiagLogLevel, type DiagLogFunction, type DiagLogger } from '@opentelemetry/api';
import { isDiagnosed } from './apiGlobals';
import type { LogLevel, TelemetryConfig } from './config';

/** What the API says to who registers something that is registered already, in whichever copy of it. */
const REFUSAL = 'Attempted duplicate registration of API';

let refused = 0;

/** How often the API refused to register something a second time since `startDiagnostics`, as far as it was heard. */
export function refusals(): number {
	return refused;
}

/**
 * OpenTelemetry's own diagnostics, on stderr: stdout belongs to the program. Where nobody asked for them they are
 * listened to in silence, unless somebody else does so already.
 */
export function startDiagnostics({
	debug,
	logLevel,
	disabled,
}: Pick<TelemetryConfig, 'debug' | 'logLevel' | 'disabled'>): void {
	const asked = logLevel ?? (debug ? 'debug' : undefined);
	if (asked === undefined && (disabled || isDiagnosed())) return;
	const level = DiagLogLevel[(asked ?? 'none').toUpperCase() as Uppercase<LogLevel>];
	const isSilent = level < DiagLogLevel.ERROR;
	const error = isSilent ? () => undefined : write('error');
	const logger: DiagLogger = {
		error: (message, ...args) => {
			if (isRefusal(message)) refused++;
			error(message, ...args);
		},
		warn: write('warn'),
		info: write('info'),
		debug: write('debug'),
		verbose: write('verbose'),
	};
	diag.setLogger(logger, { logLevel: isSilent ? DiagLogLevel.ERROR : level, suppressOverrideMessage: true });
}

/** Not everybody who reports an error reports a text. */
function isRefusal(message: unknown): boolean {
	return typeof message === 'string' && message.includes(REFUSAL);
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

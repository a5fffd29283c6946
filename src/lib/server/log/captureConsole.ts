import { format } from 'node:util';
import type { Logger } from 'pino';
import { delivering, delivery } from './delivery';

/** What each method's text is told as. */
const LEVELS = {
	log: 'info',
	info: 'info',
	warn: 'warn',
	error: 'error',
	debug: 'debug',
	trace: 'trace',
} as const;
type Method = keyof typeof LEVELS;
type Write = (...args: unknown[]) => void;

/** Where the one capture of a console is found by every copy of this module. */
const KEY = Symbol.for('glasshouse.console');
type Captured = Record<Method, Write> & { [KEY]?: Capture };

/** What becomes of a call while the console is captured; `null` where it goes its ordinary way again. */
interface Capture {
	take: ((method: Method, args: unknown[]) => void) | null;
}

/**
 * Makes lines of the logger out of what other people's code says on the console, once: it is not printed besides.
 * `dir`, `table`, `group` and their like stay as they are; they draw for somebody at a terminal, and
 * OpenTelemetry's console exporters, which print every line that they are given, write with `dir`.
 * @returns what lets go of the console
 */
export function captureConsole(logger: Logger, target: Console = console): () => void {
	const captured: Captured = target;
	const capture = captured[KEY] ?? install(captured);
	capture.take = (method, args) => tell(logger, method, args);
	return () => {
		capture.take = null;
	};
}

function install(target: Captured): Capture {
	const capture: Capture = { take: null };
	for (const method of Object.keys(LEVELS).filter(isMethod))
		target[method] = capturing(capture, target, method);
	target[KEY] = capture;
	return capture;
}

function isMethod(name: string): name is Method {
	return name in LEVELS;
}

function capturing(capture: Capture, target: Captured, method: Method): Write {
	const original = target[method];
	const write = (...args: unknown[]): void => {
		const { take } = capture;
		if (take === null || delivery.underWay) return original.apply(target, args);
		try {
			delivering(() => take(method, args));
		} catch {
			// Whoever asks to print something is not to be told that it could not be logged.
			original.apply(target, args);
		}
	};
	return Object.defineProperty(write, 'name', { value: method, configurable: true });
}

/** The first error is told as such, so that it has its type and its stack; the text has its message only. */
function tell(logger: Logger, method: Method, args: unknown[]): void {
	const level = LEVELS[method];
	if (!logger.isLevelEnabled(level)) return;
	const err = args.find((arg) => arg instanceof Error);
	const text = format(...args.map((arg) => (arg instanceof Error ? `${arg.name}: ${arg.message}` : arg)));
	const stack = method === 'trace' ? { stack: new Error(text).stack } : {};
	logger[level]({ logger: 'console', ...stack, ...(err === undefined ? {} : { err }) }, text);
}

import pino from 'pino';
import pretty from 'pino-pretty';
import { getTelemetry } from '../../../telemetry/handle';
import { ConfigError, type LogLevel, type LogSettings } from '../config';
import { toLiveLog, type LogRecord } from './logLine';
import { RotatingFile } from './rotatingFile';

/** One way out for log lines. */
export interface LogDestination {
	/** The least that a line must be to go this way. */
	readonly level: LogLevel;
	/** Takes one line at once: what was logged before an exit is out. */
	write(line: string, record: LogRecord): unknown;
	/** Makes sure that it can be written. @throws ConfigError naming the variable that cannot be used */
	prepare?(): void;
}

/** Where the lines go by the settings; nothing is opened before the first line or `prepare`. */
export function destinationsOf(settings: LogSettings): LogDestination[] {
	const destinations: LogDestination[] = [];
	if (settings.console !== null) destinations.push(toConsole(settings.console));
	if (settings.file !== null) destinations.push(toFile(settings.file));
	return [...destinations, toTelemetry(settings.otlp)];
}

/** The live views, and from there the exporters. */
function toTelemetry({ level }: LogSettings['otlp']): LogDestination {
	return { level, write: (_line, record) => getTelemetry()?.live.log(toLiveLog(record)) };
}

function toConsole({ level, format }: NonNullable<LogSettings['console']>): LogDestination {
	const stream = format === 'json' ? pino.destination({ dest: 1, sync: true }) : forPeople();
	return { level, write: (line) => stream.write(line) };
}

function forPeople(): { write(line: string): unknown } {
	return pretty({
		sync: true,
		destination: 1,
		colorize: process.stdout.isTTY,
		messageKey: 'message',
		translateTime: 'SYS:HH:MM:ss.l',
		ignore: 'trace_flags',
		singleLine: true,
		errorLikeObjectKeys: ['err', 'error'],
	});
}

/** A full disk loses lines and nothing else: it is told once, until a line goes through again. */
function toFile({ path, level, maxBytes }: NonNullable<LogSettings['file']>): LogDestination {
	const file = new RotatingFile(path, maxBytes);
	let lost = 0;
	const write = (line: string) => {
		try {
			file.write(line);
			if (lost > 0) process.stderr.write(`glasshouse: ${path} is written again; ${lost} lines are missing\n`);
			lost = 0;
		} catch (error) {
			if (lost === 0) process.stderr.write(`glasshouse: ${path} cannot be written: ${reasonOf(error)}\n`);
			lost += 1;
		}
	};
	return { level, write, prepare: () => prepare(file) };
}

function prepare(file: RotatingFile): void {
	try {
		file.prepare();
	} catch (error) {
		throw new ConfigError(
			`GLASSHOUSE_LOG_FILE=${JSON.stringify(file.path)} is not usable: expected the path of a file that can be ` +
				`written (${reasonOf(error)})`,
		);
	}
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

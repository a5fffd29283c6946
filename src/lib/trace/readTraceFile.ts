import { isObject, objectIn, type JsonObject } from './json';
import { isJaeger, readJaeger } from './readJaeger';
import { isOtlp, readOtlp, type Found } from './readOtlp';
import type { LogLine, TraceSpan } from './wire';

/** Larger files are refused before they are read. */
export const MOST_FILE_BYTES = 64 * 1024 * 1024;
/** More spans than these are left out, and counted. */
export const MOST_FILE_SPANS = 200_000;

export interface FileTrace {
	readonly traceId: string;
	readonly spans: TraceSpan[];
	readonly logs: LogLine[];
}

export interface TraceFile {
	/** The one with the most spans first; at least one. */
	readonly traces: FileTrace[];
	/** Spans that had no id or no start. */
	readonly unreadCount: number;
	/** Spans over the bound. */
	readonly leftOutCount: number;
}

/** Why a file cannot be opened; the message is a sentence for its reader. */
export class TraceFileError extends Error {
	override readonly name = 'TraceFileError';
}

/**
 * Reads traces out of a file's text: OTLP in JSON as Glasshouse writes it, the same as JSON lines (as the Collector's
 * file exporter does), or what Jaeger's page downloads.
 * @throws TraceFileError
 */
export function readTraceFile(text: string): TraceFile {
	const found: Found = { spans: [], logs: [], unread: 0 };
	for (const message of messagesOf(text)) readMessage(message, found);
	if (found.spans.length === 0) throw new TraceFileError(emptyWords(found));
	const spans = Map.groupBy(found.spans.slice(0, MOST_FILE_SPANS), (span) => span.traceId);
	const logs = Map.groupBy(found.logs, (line) => line.traceId ?? '');
	const traces = [...spans].map(([traceId, held]) => ({
		traceId,
		spans: held,
		logs: logs.get(traceId) ?? [],
	}));
	return {
		traces: traces.sort((left, right) => right.spans.length - left.spans.length),
		unreadCount: found.unread,
		leftOutCount: Math.max(0, found.spans.length - MOST_FILE_SPANS),
	};
}

function readMessage(message: JsonObject, found: Found): void {
	if (isOtlp(message)) readOtlp(message, found);
	else if (isOtlp(objectIn(message, 'trace'))) readOtlp(objectIn(message, 'trace'), found);
	else if (isJaeger(message)) readJaeger(message, found);
}

function emptyWords(found: Found): string {
	if (found.unread > 0) return 'No span in this file has a trace id, a span id and a start.';
	return 'There is no span in this file. Expected OTLP in JSON, or a trace downloaded from Jaeger.';
}

/** The whole text is one message, or a list of them, or each line is one. */
function messagesOf(text: string): JsonObject[] {
	if (text.trim() === '') throw new TraceFileError('The file is empty.');
	const whole = parsed(text);
	if (whole !== undefined) return (Array.isArray(whole) ? whole : [whole]).filter(isObject);
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	return lines.map((line, at) => {
		const message = parsed(line);
		if (isObject(message)) return message;
		const where = lines.length > 1 && at > 0 ? `Line ${at + 1} of this file` : 'This file';
		throw new TraceFileError(`${where} is not JSON, or it has been cut.`);
	});
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

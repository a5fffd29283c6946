import { getTelemetry } from '$telemetry/handle';
import { logMatches, type LogFilter } from '$trace/logFilter';
import type { LogLine } from '$trace/wire';
import { getRun } from '../checks/runStore';
import { AppError } from '../errors';
import { feeds } from '../feed/feeds';
import { compareNano } from '../observe/mergeTrace';
import { getTrace } from '../observe/traces';

/** What is looked through, which is more than the live store holds, and how much is shown at first. */
const MOST_HELD = 10_000;
const MOST_SHOWN = 300;
const ID = /^[0-9a-f]{32}$/;

export type LogsPage = Awaited<ReturnType<typeof readLogsPage>>;

/**
 * The newest log lines of this process that a filter lets through, oldest first, and where the live feed goes on
 * behind them. For one trace or run also those that are kept with it.
 */
export async function readLogsPage(filter: LogFilter) {
	const kept = ID.test(filter.trace) ? await keptLines(filter.trace) : [];
	const { feed, leave } = await feeds.join({ only: 'log' });
	// In one turn with reading: no line is told twice, and none is left out.
	feed.flush();
	const cursor = feed.channel.cursorAt(feed.channel.latest);
	const telemetry = getTelemetry();
	const held: LogLine[] = telemetry?.live.newestLogs(MOST_HELD) ?? [];
	leave();
	const found = joined(kept, held).filter((line) => logMatches(line, filter));
	return {
		lines: found.slice(-MOST_SHOWN),
		cursor,
		foundCount: found.length,
		heldCount: held.length,
		/** Whether there will ever be any. */
		recording: telemetry?.enabled ?? false,
	};
}

/** @param id of a trace, or of a run without its dashes */
async function keptLines(id: string): Promise<LogLine[]> {
	const ofTrace = await ifAny(getTrace(id));
	if (ofTrace !== null) return ofTrace.logs;
	const run = await ifAny(getRun(id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')));
	return (run && (await ifAny(getTrace(run.traceId)))?.logs) ?? [];
}

function joined(kept: readonly LogLine[], held: LogLine[]): LogLine[] {
	if (kept.length === 0) return held;
	const known = new Set(held.map(lineKey));
	const others = kept.filter((line) => !known.has(lineKey(line)));
	return [...others, ...held].sort((a, b) => compareNano(a.timeUnixNano, b.timeUnixNano));
}

function lineKey({ timeUnixNano, spanId, message }: LogLine): string {
	return `${timeUnixNano} ${spanId} ${message}`;
}

async function ifAny<T>(asked: Promise<T>): Promise<T | null> {
	try {
		return await asked;
	} catch (error) {
		if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
		throw error;
	}
}

import type { TraceSpan } from '../../../src/lib/trace/wire';
import type { PlaceName } from '../options';
import type { WantedMetric } from '../wantedMetrics';

/** What is looked for. */
export interface Sought {
	/** 32 lower-case hex digits. */
	readonly traceId: string;
	/** Before the run was asked for; milliseconds since the Unix epoch. */
	readonly sinceMs: number;
}

/**
 * Where telemetry arrives. What a place does not hold, it has no way to look for. Each way gives what is there at
 * the moment, which may be nothing, and throws AskError where the place cannot be asked.
 */
export interface Place {
	readonly name: PlaceName;
	/** For a person, with the address. */
	readonly title: string;
	readonly findTrace?: (sought: Sought) => Promise<TraceSpan[]>;
	/** @returns those of the wanted metrics that are there */
	readonly findMetrics?: (wanted: readonly WantedMetric[], sought: Sought) => Promise<WantedMetric[]>;
	/** @returns the messages of log lines of that trace */
	readonly findLogs?: (sought: Sought) => Promise<string[]>;
}

/** Those of a list for which the question is answered with yes, asked all at once. */
export async function whichOf<T>(list: readonly T[], isSo: (item: T) => Promise<boolean>): Promise<T[]> {
	const answers = await Promise.all(list.map(async (item) => ({ item, yes: await isSo(item) })));
	return answers.filter(({ yes }) => yes).map(({ item }) => item);
}

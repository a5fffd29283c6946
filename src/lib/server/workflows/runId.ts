/** Keeps the ids of scheduled runs apart from every other name-based UUID. */
const SCHEDULED_RUNS = '6a1f6c3e-9c0e-4f0b-8f43-2d6f6c1f7a52';

/** A fresh id for a run that somebody asked for; ids sort by time. */
export function newRunId(): string {
	return Bun.randomUUIDv7();
}

/** The id of a scheduled run: the same for whichever process starts it, so that it is started once. */
export function scheduledRunId(checkId: string, dueAt: Date): string {
	return Bun.randomUUIDv5(`${checkId} ${dueAt.toISOString()}`, SCHEDULED_RUNS);
}

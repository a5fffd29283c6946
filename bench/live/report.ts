import type { Result } from './run';

/** The result for people. */
export function reportOf({
	surroundings,
	eventsPerSecond,
	reader,
	unwatched,
	watched,
	ratio,
}: Result): string {
	const { date, machine, loadBefore, versions } = surroundings;
	return [
		`${date}, ${machine}, load ${loadBefore} before, bun ${versions.bun}, PostgreSQL ${versions.postgresql}`,
		`${eventsPerSecond.toFixed(0)} events a second; ${reader.frames} frames were read, ${reader.dropped} of them lost`,
		`a run that nobody watches: ${unwatched.medianMs.toFixed(1)} ms (median of ${unwatched.runs})`,
		`while two watch, one of whom reads nothing: ${watched.medianMs.toFixed(1)} ms (median of ${watched.runs})`,
		`ratio ${ratio.toFixed(3)}`,
	].join('\n');
}

import { database } from '../database/connection';
import { AppError } from '../errors';
import { emptyHours, lastRuns, latencyByHour, recentRuns, uptimeOfWeek } from './details';
import { lastDay, NO_RUNS } from './lastDay';
import type { CheckOverview, CheckStatistics } from './model';
import { isUuid, toCheck, type CheckRow } from './rows';

/** Every check with its statistics, the oldest first: a few statements, however many checks there are. */
export function checkOverviews(): Promise<CheckOverview[]> {
	return overviews(undefined);
}

/** @throws AppError NOT_FOUND */
export async function checkOverview(id: string): Promise<CheckOverview> {
	const [overview] = isUuid(id) ? await overviews(id) : [];
	if (overview === undefined) throw new AppError('NOT_FOUND', `There is no check ${id.slice(0, 100)}`);
	return overview;
}

async function overviews(checkId: string | undefined): Promise<CheckOverview[]> {
	const only = checkId === undefined ? undefined : [checkId];
	const [checks, { byCheck: days }, weeks, hours, bars, last] = await Promise.all([
		checkRows(checkId),
		lastDay(only),
		uptimeOfWeek(only),
		latencyByHour(only),
		recentRuns(only),
		lastRuns(only),
	]);
	return checks.map((row) => {
		const statistics: CheckStatistics = {
			...(days.get(row.id) ?? NO_RUNS),
			uptime7d: weeks.get(row.id) ?? null,
			recentRuns: bars.get(row.id) ?? [],
			latencyByHour: hours.get(row.id) ?? emptyHours(),
			lastRun: last.get(row.id) ?? null,
		};
		return { ...toCheck(row, statistics.p95Ms), statistics };
	});
}

function checkRows(checkId: string | undefined): Promise<CheckRow[]> {
	const all = database().selectFrom('checks').selectAll().orderBy('created_at').orderBy('id');
	return (checkId === undefined ? all : all.where('id', '=', checkId)).execute();
}

import type { RunStrip } from '../../charts/runStrip';
import { arrangeChecks, type Arrangement } from '../checks/arrange';
import { emptyHours, lastRuns, latencyByHour, uptimeOfWeek } from '../checks/details';
import { runsPerMinute, type FleetStatistics } from '../checks/fleet';
import { happening } from '../checks/happening';
import type { CheckStatistics, RunSummary } from '../checks/model';
import { runStrips } from '../checks/strips';
import { checkSummaries, type CheckSummary } from '../checks/summaries';
import { withSpan } from '../telemetry';
import { countOpenOperations } from '../observe/inFlight';

/** One line of the overview: what the page shows, and nothing secret such as headers. */
export interface OverviewRow extends Omit<CheckSummary, 'day'> {
	statistics: Omit<CheckStatistics, 'recentRuns' | 'lastRun'>;
	/** Its newest runs. */
	strip: RunStrip;
	lastRun: ShownRun | null;
}

type ShownRun = Pick<RunSummary, 'id' | 'state' | 'queuedAt' | 'startedAt' | 'endedAt' | 'failure'>;

export interface Overview extends Arrangement<OverviewRow> {
	/** What happens now, or went wrong last. */
	now: RunSummary[];
	fleet: FleetStatistics;
	/** In this process, without the request that asks. */
	openOperations: number;
	/** ISO 8601; when this was read. */
	readAt: string;
}

/** Everything that the overview shows. @param most how many checks, at most */
export function readOverview(most: number): Promise<Overview> {
	return withSpan('overview.read', async () => {
		const [{ checks, together }, now, perMinute] = await Promise.all([
			checkSummaries(),
			happening(),
			runsPerMinute(),
		]);
		return {
			...(await withDetails(arrangeChecks(checks, most))),
			now,
			fleet: { ...together, runsPerMinute: perMinute },
			openOperations: countOpenOperations(),
			readAt: new Date().toISOString(),
		};
	});
}

/** Single runs and hours are read of those checks alone that are shown. */
async function withDetails(arranged: Arrangement<CheckSummary>): Promise<Arrangement<OverviewRow>> {
	const shown = [...arranged.attention, ...arranged.quiet];
	const ids = shown.map(({ id }) => id);
	const [weeks, hours, stripOf, last] = await Promise.all([
		uptimeOfWeek(ids),
		latencyByHour(ids),
		runStrips(shown),
		lastRuns(ids),
	]);
	const toRow = ({ day, ...check }: CheckSummary): OverviewRow => {
		const statistics = {
			...day,
			uptime7d: weeks.get(check.id) ?? null,
			latencyByHour: hours.get(check.id) ?? emptyHours(),
		};
		return { ...check, statistics, strip: stripOf(check.id), lastRun: shownRun(last.get(check.id)) };
	};
	return { ...arranged, attention: arranged.attention.map(toRow), quiet: arranged.quiet.map(toRow) };
}

function shownRun(run: RunSummary | undefined): ShownRun | null {
	if (run === undefined) return null;
	const { id, state, queuedAt, startedAt, endedAt, failure } = run;
	return { id, state, queuedAt, startedAt, endedAt, ...(failure === undefined ? {} : { failure }) };
}

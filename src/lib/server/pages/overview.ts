import type { RequestEvent } from '@sveltejs/kit';
import { arrangeChecks, type Arrangement } from '../checks/arrange';
import { fleetStatistics } from '../checks/statistics';
import { countOpenOperations } from './pulse';
import { procedures } from '../rpc/client';

export interface Overview extends Arrangement {
	fleet: Awaited<ReturnType<typeof fleetStatistics>>;
	/** In this process, without the request that asks. */
	openOperations: number;
	/** ISO 8601; when this was read. */
	readAt: string;
}

/** Everything that the overview shows. @param mostQuiet how many checks that need no attention, at most */
export async function readOverview(
	event: Pick<RequestEvent, 'locals'>,
	mostQuiet: number,
): Promise<Overview> {
	const [checks, fleet] = await Promise.all([procedures(event).checks.list(), fleetStatistics()]);
	return {
		...arrangeChecks(checks, mostQuiet),
		fleet,
		openOperations: countOpenOperations(),
		readAt: new Date().toISOString(),
	};
}

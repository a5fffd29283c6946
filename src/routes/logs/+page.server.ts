import { readLogsPage } from '$server/pages/logsPage';
import { toHttpError } from '$server/rpc/errors';
import { readLogFilter } from '$trace/logFilter';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, depends }) => {
	depends('glasshouse:logs');
	const filter = readLogFilter(url.searchParams);
	return { filter, shown: await readLogsPage(filter).catch(toHttpError) };
};

import { toHttpError } from '$server/rpc/errors';
import { readTracesPage } from '$server/pages/tracePages';
import { readTraceFilter } from '$trace/traceFilter';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const filter = readTraceFilter(event.url.searchParams);
	return { filter, shown: await readTracesPage(event, filter).catch(toHttpError) };
};

import { readOverview } from '$server/pages/overview';
import { toHttpError } from '$server/rpc/errors';
import type { PageServerLoad } from './$types';

const MOST_QUIET = 50;
const ALL = 10_000;

export const load: PageServerLoad = async (event) => {
	const mostQuiet = event.url.searchParams.has('all') ? ALL : MOST_QUIET;
	return { mostQuiet, overview: await readOverview(event, mostQuiet).catch(toHttpError) };
};

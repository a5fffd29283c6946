import { readOverview } from '$server/pages/overview';
import { toHttpError } from '$server/rpc/errors';
import type { PageServerLoad } from './$types';

/** More than a screen holds: the rest is there for who asks. */
const MOST = 50;
const ALL = 10_000;

export const load: PageServerLoad = async ({ url }) => {
	const most = url.searchParams.has('all') ? ALL : MOST;
	return { most, overview: await readOverview(most).catch(toHttpError) };
};

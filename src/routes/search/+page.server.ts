import { LONGEST_SEARCH, search } from '$server/pages/search';
import { toHttpError } from '$server/rpc/errors';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const text = (event.url.searchParams.get('q') ?? '').slice(0, LONGEST_SEARCH);
	return { text, found: await search(event, text).catch(toHttpError) };
};

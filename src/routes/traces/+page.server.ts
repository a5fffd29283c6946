import { redirect } from '@sveltejs/kit';
import { toHttpError } from '$server/rpc/errors';
import { readTracesPage } from '$server/pages/tracePages';
import { withTyped } from '$trace/typedFilter';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const query = new URLSearchParams(event.url.search);
	const typed = query.get('add');
	query.delete('add');
	if (typed !== null) redirect(303, `/traces?${withTyped(query, typed)}`);
	return { search: event.url.search, shown: await readTracesPage(event, query).catch(toHttpError) };
};

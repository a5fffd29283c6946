import { toHttpError } from '$server/rpc/errors';
import { readTracePage } from '$server/pages/tracePages';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const shown = await readTracePage(event, event.params.traceId).catch(toHttpError);
	return { shown, chosen: event.url.searchParams.get('span') };
};

import { feedClient } from '$lib/openapi/feedClient';
import { apiReference } from '$lib/openapi/reference';
import { config } from '$server/config';
import { openApiDocument } from '$server/rpc/openapi';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
	const place = { origin: url.origin, withToken: config().token !== undefined };
	return { reference: apiReference(await openApiDocument(), place), feedClient: feedClient(place) };
};

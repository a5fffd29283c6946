import { apiReference } from '$lib/openapi/reference';
import { config } from '$server/config';
import { openApiDocument } from '$server/rpc/openapi';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => ({
	reference: apiReference(await openApiDocument(), {
		origin: url.origin,
		withToken: config().token !== undefined,
	}),
});

import { createRouterClient, type RouterClient } from '@orpc/server';
import type { RequestEvent } from '@sveltejs/kit';
import { router } from './router';

export type Procedures = RouterClient<typeof router>;

/**
 * The procedures, called in this process for one request: the same validation, access and spans as over HTTP.
 * They throw AppError; a load function adds `.catch(toHttpError)` so that the page has the right status.
 */
export function procedures({ locals }: Pick<RequestEvent, 'locals'>): Procedures {
	return createRouterClient(router, { context: { authenticated: locals.authenticated } });
}

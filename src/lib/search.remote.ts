import { query } from '$app/server';
import { z } from 'zod';
import { authenticatedEvent } from '$server/pages/remoteEvent';
import { toHttpError } from '$server/rpc/errors';
import { LONGEST_SEARCH, search } from '$server/pages/search';

/** Finds checks, runs and traces while somebody types. */
export const find = query(z.string().max(LONGEST_SEARCH), (text) =>
	search(authenticatedEvent(), text).catch(toHttpError),
);

import { query } from '$app/server';
import { z } from 'zod';
import { readInFlightPage } from '$server/pages/inFlightPage';
import { authenticatedEvent } from '$server/pages/remoteEvent';
import { toHttpError } from '$server/rpc/errors';

const asked = z.object({ page: z.boolean(), runtimeSince: z.number().min(0) });

/** What keeps the page of all that is in flight up to date. */
export const liveInFlight = query(asked, (given) =>
	readInFlightPage(authenticatedEvent(), given).catch(toHttpError),
);

import { query } from '$app/server';
import { z } from 'zod';
import { authenticatedEvent } from '$server/pages/remoteEvent';
import { toHttpError } from '$server/rpc/errors';
import { readTracePage, readTracesPage } from '$server/pages/tracePages';

const filter = z.object({
	text: z.string().max(200),
	errorsOnly: z.boolean(),
	openOnly: z.boolean(),
	page: z.boolean(),
});

/** What keeps the list of traces up to date. */
export const liveTraces = query(filter, (asked) =>
	readTracesPage(authenticatedEvent(), asked).catch(toHttpError),
);

/** What keeps the page of one trace up to date while spans of it are open. */
export const liveTrace = query(z.string(), (traceId) =>
	readTracePage(authenticatedEvent(), traceId).catch(toHttpError),
);

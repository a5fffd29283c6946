import { query } from '$app/server';
import { z } from 'zod';
import { authenticatedEvent } from '$server/pages/remoteEvent';
import { toHttpError } from '$server/rpc/errors';
import { readTracePage, readTracesPage } from '$server/pages/tracePages';

const LONGEST_SEARCH = 8000;

/** What keeps the list of traces up to date, by the query of its page. */
export const liveTraces = query(z.string().max(LONGEST_SEARCH), (search) =>
	readTracesPage(authenticatedEvent(), new URLSearchParams(search)).catch(toHttpError),
);

/** What keeps the page of one trace up to date while spans of it are open. */
export const liveTrace = query(z.string(), (traceId) =>
	readTracePage(authenticatedEvent(), traceId).catch(toHttpError),
);

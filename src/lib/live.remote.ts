import { query } from '$app/server';
import { z } from 'zod';
import { readCheckPage } from '$server/pages/checkPage';
import { readOverview } from '$server/pages/overview';
import { readPulse } from '$server/pages/pulse';
import { readTelemetryPage } from '$server/pages/telemetryPage';
import { authenticatedEvent } from '$server/pages/remoteEvent';
import { toHttpError } from '$server/rpc/errors';

/** What keeps the top bar up to date. */
export const livePulse = query(() => {
	authenticatedEvent();
	return readPulse().catch(toHttpError);
});

/** What keeps the overview up to date; the argument is how many checks are shown at most. */
export const liveOverview = query(z.int().min(0).max(10_000), (most) => {
	authenticatedEvent();
	return readOverview(most).catch(toHttpError);
});

/** What keeps the page of telemetry itself up to date. */
export const liveTelemetry = query(() => readTelemetryPage(authenticatedEvent()).catch(toHttpError));

const checkPageQuery = z.object({
	id: z.string(),
	range: z.string().nullable(),
	before: z.string().nullable(),
});

/** What keeps the page of one check up to date. */
export const liveCheck = query(checkPageQuery, (asked) =>
	readCheckPage(authenticatedEvent(), asked).catch(toHttpError),
);

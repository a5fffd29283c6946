import type { RequestEvent } from '@sveltejs/kit';
import { getTelemetry } from '$telemetry/handle';
import { config } from '../config';
import { procedures } from '../rpc/client';
import type { InFlightQuery } from '../observe/inFlight';

export type InFlightPage = Awaited<ReturnType<typeof readInFlightPage>>;

/** What the page of all that is in flight shows. */
export async function readInFlightPage(event: Pick<RequestEvent, 'locals'>, query: InFlightQuery) {
	return {
		...(await procedures(event).telemetry.inFlight(query)),
		leakAfterMs: config().leakAfterMs,
		/** Whether there will ever be anything. */
		recording: getTelemetry()?.enabled ?? false,
		/** When this was read, in milliseconds since the Unix epoch. */
		serverNowMs: Date.now(),
	};
}

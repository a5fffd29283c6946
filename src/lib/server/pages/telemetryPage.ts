import type { RequestEvent } from '@sveltejs/kit';
import { procedures } from '../rpc/client';

export type TelemetryPage = Awaited<ReturnType<typeof readTelemetryPage>>;

/** What became of the telemetry of the process that answers. */
export async function readTelemetryPage(event: Pick<RequestEvent, 'locals'>) {
	return { health: await procedures(event).telemetry.health() };
}

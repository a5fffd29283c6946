import type { RequestEvent } from '@sveltejs/kit';
import { getTelemetry } from '$telemetry/handle';
import type { Trace } from '$trace/wire';
import { config } from '../config';
import { AppError } from '../errors';
import { procedures } from '../rpc/client';
import { linksOfTrace } from '../traceLinks';

export type RunPage = Awaited<ReturnType<typeof readRunPage>>;

/** Everything that the page of one run shows. Its trace may be gone, or not have begun: then there are no spans. */
export async function readRunPage(event: Pick<RequestEvent, 'locals'>, id: string) {
	const { checks, runs } = procedures(event);
	const run = await runs.get({ id });
	const [trace, { retries, timeoutMs }] = await Promise.all([
		traceIfAny(event, run.traceId),
		checks.get({ id: run.checkId }),
	]);
	return {
		run,
		spans: trace?.spans ?? [],
		logs: trace?.logs ?? [],
		events: trace?.events ?? [],
		retries,
		timeoutMs,
		/** Where else its trace can be looked at. */
		traceLinks: linksOfTrace(config().traceLinks, run.traceId),
		/** Whether spans may still come. */
		recording: getTelemetry()?.enabled ?? false,
		/** When this was read, in milliseconds since the Unix epoch: open bars end here until the page is alive. */
		serverNowMs: Date.now(),
	};
}

async function traceIfAny(event: Pick<RequestEvent, 'locals'>, traceId: string): Promise<Trace | null> {
	try {
		return await procedures(event).traces.get({ traceId });
	} catch (error) {
		if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
		throw error;
	}
}

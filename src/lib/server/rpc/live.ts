import type { RequestEvent } from '@sveltejs/kit';
import { AppError } from '$server/errors';
import { draining } from '$server/lifecycle';
import { subscribeRun } from '$server/observe/liveRun';
import { errorResponse, logFailure, toAppError } from './errors';
import { id } from './inputs';
import { liveRunStream } from './liveRunStream';

const HEADERS = {
	'content-type': 'text/event-stream; charset=utf-8',
	'cache-control': 'no-store',
	// Proxies of the nginx kind hold a stream back otherwise.
	'x-accel-buffering': 'no',
};

/** GET /api/v1/runs/{id}/live */
export async function answerLiveRun({
	params,
	request,
	url,
}: Pick<RequestEvent, 'params' | 'request' | 'url'>): Promise<Response> {
	try {
		const runId = parseRunId(params.id);
		const stream = await liveRunStream({
			subscribe: (listener) => subscribeRun(runId, listener),
			signals: [request.signal, draining],
		});
		return new Response(stream, { headers: HEADERS });
	} catch (failure) {
		const error = toAppError(failure);
		logFailure(error, `GET ${url.pathname}`);
		return errorResponse(error);
	}
}

function parseRunId(text: string | undefined): string {
	const parsed = id.safeParse(text);
	if (parsed.success) return parsed.data;
	throw new AppError('BAD_REQUEST', 'The input is not usable: id: expected a UUID');
}

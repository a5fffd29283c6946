import { trace } from '@opentelemetry/api';
import type { RequestEvent } from '@sveltejs/kit';
import { AppError } from '$server/errors';
import { takePlace } from '$server/feed/clients';
import { feeds, type FeedChoice, type Joined } from '$server/feed/feeds';
import { FeedSocket } from '$server/feed/feedSocket';
import { feedStream } from '$server/feed/feedStream';
import { ownTraffic } from '$server/feed/ownTraffic';
import { foreignOrigin, isForeign } from '$server/hooks/refuseForeign';
import { draining } from '$server/lifecycle';
import { countFeedRefusal } from '$server/metrics';
import { errorResponse, logFailure, toAppError } from './errors';
import { choiceSchema } from './feedSchemas';
import { describeIssues, summarise } from './issues';

const HEADERS = {
	'content-type': 'text/event-stream; charset=utf-8',
	'cache-control': 'no-store',
	// Proxies of the nginx kind hold a stream back otherwise.
	'x-accel-buffering': 'no',
};

type LiveEvent = Pick<RequestEvent, 'request' | 'url' | 'platform'>;

/** GET /api/v1/live: over a WebSocket where one is asked for, else as server-sent events. */
export async function answerLive(event: LiveEvent): Promise<Response> {
	try {
		if (isForeign(event)) throw refusedOrigin(event);
		const transport = event.request.headers.has('upgrade') ? 'websocket' : 'sse';
		const choice = choiceOf(event);
		const leavePlace = takePlace(transport);
		const joined = await join(choice, leavePlace);
		return transport === 'websocket' ? upgrade(event, joined) : stream(event, joined);
	} catch (failure) {
		const error = toAppError(failure);
		logFailure(error, `GET ${event.url.pathname}`);
		return errorResponse(error);
	}
}

/** @returns with a way out that gives the place back too */
async function join(choice: FeedChoice, leavePlace: () => void): Promise<Joined> {
	const traceId = trace.getActiveSpan()?.spanContext().traceId;
	if (traceId !== undefined) ownTraffic.learn(traceId);
	try {
		const joined = await feeds.join(choice);
		return {
			...joined,
			leave: () => {
				joined.leave();
				leavePlace();
			},
		};
	} catch (error) {
		leavePlace();
		throw error;
	}
}

/** Bun answers with 101 by itself; what is returned then is sent to nobody. */
function upgrade({ platform }: LiveEvent, { reader, feed, leave }: Joined): Response {
	const data = new FeedSocket(reader, feed.channel, draining, leave);
	if (platform?.server.upgrade(platform.request, { data }) === true) return new Response(null);
	leave();
	countFeedRefusal('handshake');
	throw new AppError(
		'BAD_REQUEST',
		'The WebSocket handshake is not usable; without Upgrade this is a stream.',
	);
}

function stream({ request }: LiveEvent, { reader, feed, leave }: Joined): Response {
	const { channel } = feed;
	const body = feedStream({ reader, channel, leave, signals: [request.signal, draining] });
	return new Response(body, { headers: HEADERS });
}

/** A browser that connects a stream again by itself says where it was in a header, which is newer than the address. */
function choiceOf({ url, request }: LiveEvent): FeedChoice {
	const given = Object.fromEntries(url.searchParams);
	const parsed = choiceSchema.safeParse(given);
	if (!parsed.success) {
		const issues = describeIssues(parsed.error.issues, given);
		throw new AppError('BAD_REQUEST', summarise(issues), { data: { issues } });
	}
	const lastId = request.headers.get('last-event-id');
	return lastId === null ? parsed.data : { ...parsed.data, cursor: lastId };
}

function refusedOrigin(event: LiveEvent): AppError {
	countFeedRefusal('foreign_origin');
	return foreignOrigin(event);
}

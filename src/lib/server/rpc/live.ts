import { trace } from '@opentelemetry/api';
import type { RequestEvent } from '@sveltejs/kit';
import { AppError } from '$server/errors';
import { takePlace, type Transport } from '$server/feed/clients';
import { admissions, type Admission } from '$server/feed/admissions';
import { feeds, type FeedChoice, type Joined } from '$server/feed/feeds';
import { FeedSocket } from '$server/feed/feedSocket';
import { feedStream } from '$server/feed/feedStream';
import { ownTraffic } from '$server/feed/ownTraffic';
import { foreignOrigin, isForeign } from '$server/hooks/refuseForeign';
import { draining } from '$server/lifecycle';
import { countFeedRefusal } from '$server/metrics/feed';
import { errorResponse, logFailure, toAppError } from './errors';
import { choiceSchema } from './feedSchemas';
import { describeIssues, summarise } from './issues';

const HEADERS = {
	'content-type': 'text/event-stream; charset=utf-8',
	'cache-control': 'no-store',
	// Proxies of the nginx kind hold a stream back otherwise.
	'x-accel-buffering': 'no',
};

type LiveEvent = Pick<RequestEvent, 'request' | 'url' | 'platform' | 'locals'>;

/** A client with all that it needs; its way out ends all of it. */
interface Client extends Joined {
	admission: Admission;
}

/** GET /api/v1/live: over a WebSocket where one is asked for, else as server-sent events. */
export async function answerLive(event: LiveEvent): Promise<Response> {
	try {
		if (isForeign(event)) throw refusedOrigin(event);
		const transport = event.request.headers.has('upgrade') ? 'websocket' : 'sse';
		const choice = choiceOf(event);
		const client = await enter(event, transport, choice);
		return transport === 'websocket' ? upgrade(event, client) : stream(event, client);
	} catch (failure) {
		const error = toAppError(failure);
		logFailure(error, `GET ${event.url.pathname}`);
		return errorResponse(error);
	}
}

/** @throws AppError UNAVAILABLE where all places are taken, NOT_FOUND for a run that there is not */
async function enter({ locals }: LiveEvent, transport: Transport, choice: FeedChoice): Promise<Client> {
	const leavePlace = takePlace(transport);
	const { admission, dismiss } = admissions.admit(locals.session);
	const leave = () => {
		dismiss();
		leavePlace();
	};
	return { ...(await join(choice, leave)), admission };
}

/** @param goOut is part of the way out, and called where there is nothing to join */
async function join(choice: FeedChoice, goOut: () => void): Promise<Joined> {
	const traceId = trace.getActiveSpan()?.spanContext().traceId;
	if (traceId !== undefined) ownTraffic.learn(traceId);
	try {
		const joined = await feeds.join(choice);
		return {
			...joined,
			leave: () => {
				joined.leave();
				goOut();
			},
		};
	} catch (error) {
		goOut();
		throw error;
	}
}

/** Bun answers with 101 by itself; what is returned then is sent to nobody. */
function upgrade({ platform }: LiveEvent, { reader, feed, admission, leave }: Client): Response {
	const data = new FeedSocket({ reader, channel: feed.channel, admission, draining, leave });
	if (platform?.server.upgrade(platform.request, { data }) === true) return new Response(null);
	leave();
	countFeedRefusal('handshake');
	throw new AppError(
		'BAD_REQUEST',
		'The WebSocket handshake is not usable; without Upgrade this is a stream.',
	);
}

function stream({ request }: LiveEvent, { reader, feed, admission, leave }: Client): Response {
	const { channel } = feed;
	const body = feedStream({ reader, channel, admission, leave, signals: [request.signal, draining] });
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

import { context } from '@opentelemetry/api';
import { ATTR_BODY_TRUNCATED, ATTR_HTTP_REQUEST_BODY_SIZE, ATTR_HTTP_RESPONSE_BODY_SIZE } from './attributes';
import { BoundedBody } from './boundedBody';
import { decodeBody } from './decodeBody';
import { plain } from './errorWords';
import { headerValue, type Head } from './exchange';
import { recordAnswer } from './hopSpan';
import { type Journey } from './journey';
import { stepBroke, type PhaseStep } from './probeError';
import { type Route } from './reach';
import { bodyFor, wireHeaders } from './wireHeaders';

/** Sends the request and waits for the head of the answer. @throws ProbeError */
export async function request(
	{ hop, host, phases, scope, span, within }: Journey,
	route: Route,
): Promise<Head> {
	const { url, method } = hop.ask;
	const body = bodyFor(hop.ask);
	const wire = { url, method, headers: wireHeaders(hop.ask, within), body };
	const sending: PhaseStep = {
		phase: 'request',
		doing: `Sending the request to ${host}`,
		expected: `${host} to take the request`,
	};
	const waiting: PhaseStep = {
		phase: 'first_byte',
		doing: `Waiting for an answer from ${host}`,
		expected: `an HTTP answer from ${host}`,
	};
	const sent = body === null ? {} : { [ATTR_HTTP_REQUEST_BODY_SIZE]: Buffer.byteLength(body) };
	return await phases.run('first_byte', sending, sent, async () => {
		const head = await route.exchange(route.socket, wire, scope, () => phases.goOn(waiting));
		recordAnswer(span, head.status, head.httpVersion);
		hop.status = head.status;
		hop.httpVersion = head.httpVersion;
		hop.headers = head.headers;
		return head;
	});
}

/** Reads the body, and keeps what came of it also where it breaks off. @throws ProbeError */
export async function readBody(journey: Journey, head: Head): Promise<void> {
	const { hop, host, options, phases } = journey;
	const step: PhaseStep = {
		phase: 'transfer',
		doing: `Reading the answer of ${host}`,
		expected: 'the whole body',
	};
	const body = new BoundedBody(options.bodyLimit);
	try {
		await phases.run('transfer', step, {}, async (span) => {
			await body.read(tapped(journey, head)).finally(() => {
				span.setAttribute(ATTR_HTTP_RESPONSE_BODY_SIZE, body.size);
				if (body.truncated) span.setAttribute(ATTR_BODY_TRUNCATED, true);
			});
		});
	} finally {
		hop.body = body.bytes();
		hop.bodyTruncated = body.truncated;
	}
	await decode(hop, options.bodyLimit, step);
}

function tapped({ options: { tapBody }, within }: Journey, { body }: Head): Head['body'] {
	return tapBody === undefined ? body : context.with(within, () => tapBody(body));
}

async function decode(hop: Journey['hop'], limit: number, step: PhaseStep): Promise<void> {
	const encoding = headerValue(hop.headers, 'content-encoding');
	if (encoding === undefined) return;
	try {
		const decoded = await decodeBody(hop.body, encoding, limit);
		hop.body = decoded.bytes;
		hop.bodyTruncated ||= decoded.truncated;
	} catch (error) {
		throw stepBroke({ ...step, expected: `a body encoded with ${plain(encoding)}` }, error);
	}
}

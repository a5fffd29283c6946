import { watchEventLoop } from './eventLoop';
import { findJson } from './jsonPath';
import { statusRange } from './judge';
import { maskedResponse } from './maskedResponse';
import { type Check } from './model';
import { type PhaseTimings } from './probe/phases';
import { type Hop } from './probe/journey';
import { probe, type ProbeOptions, type ProbeRequest, type ProbeResult } from './probe/probe';
import { bareUrl, redactUrl } from './probe/redactUrl';
import { bodyText } from './probe/bodyText';
import { type Expectations, type KeptResponse, type Observation, type Timings } from './schema';

/** What of a check a request is made from. */
export type Observable = Pick<Check, 'url' | 'method' | 'headers' | 'body' | 'timeoutMs' | 'expect'>;

export interface Seen {
	observation: Observation;
	/** What came back, secrets masked. Most runs pass and never ask for it, and masking is dear. */
	response: () => KeptResponse;
}

/**
 * Makes a check's request once, in the active context, and tells what was seen; a request that breaks is seen too.
 * The phase timings are those of the last hop; `totalMs` and `blockedMs` span all of them.
 * @throws the reason of `signal` when it fires, and nothing else
 */
export async function observe(check: Observable, options: ProbeOptions): Promise<Seen> {
	const eventLoop = watchEventLoop();
	let blockedMs = 0;
	let result: ProbeResult;
	try {
		result = await probe(requestOf(check), options);
	} finally {
		blockedMs = eventLoop.stop();
	}
	return {
		observation: { ...seen(result, check.expect), blockedMs },
		response: () => maskedResponse(result.hop, check.headers),
	};
}

function requestOf({ url, method, headers, body, timeoutMs, expect }: Observable): ProbeRequest {
	return { url: new URL(url), method, headers, body, timeoutMs, follows: followsUnless(expect) };
}

/** Who expects a redirect, as by 301 or 300-399, wants to see it and not where it leads. */
function followsUnless({ status }: Expectations) {
	const { from, to } = statusRange(status);
	const wanted = from >= 300 && to <= 399;
	return (got: number) => !(wanted && got >= from && got <= to);
}

function seen({ startedAt, totalMs, redirects, hop }: ProbeResult, expect: Expectations) {
	const text = bodyText(hop);
	return {
		startedAt: startedAt.toISOString(),
		url: redactUrl(hop.ask.url),
		redirects,
		status: hop.status,
		httpVersion: hop.httpVersion,
		remoteAddress: hop.remoteAddress,
		certificateExpiresAt: hop.certificateExpiresAt?.toISOString() ?? null,
		bodyBytes: hop.body.length,
		timings: timingsOf(hop.timings, totalMs),
		failure: hop.failure?.toFailure(bareUrl(hop.ask.url)) ?? null,
		...answers(hop, text, expect),
	};
}

function answers(hop: Hop, text: string, { bodyContains, jsonPath }: Expectations) {
	return {
		bodyContains: bodyContains === undefined ? null : text.includes(bodyContains),
		jsonPathFound:
			jsonPath === undefined
				? null
				: hop.bodyTruncated
					? 'a body of more than 1 MiB'
					: findJson(jsonPath.path, text),
	};
}

function timingsOf(phases: PhaseTimings, totalMs: number): Timings {
	const { dns, connect, tls, first_byte: firstByte, transfer } = phases;
	return {
		dnsMs: rounded(dns),
		connectMs: rounded(connect),
		tlsMs: rounded(tls),
		firstByteMs: rounded(firstByte),
		transferMs: rounded(transfer),
		totalMs: Math.round(totalMs * 1000) / 1000,
	};
}

/** To the microsecond: what follows is noise of the clock. */
function rounded(ms: number | undefined): number | null {
	return ms === undefined ? null : Math.round(ms * 1000) / 1000;
}

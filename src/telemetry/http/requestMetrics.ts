import type { Attributes, Context } from '@opentelemetry/api';
import {
	ATTR_ERROR_TYPE,
	ATTR_HTTP_REQUEST_METHOD,
	ATTR_HTTP_RESPONSE_STATUS_CODE,
	ATTR_HTTP_ROUTE,
	ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import { METRICS, SPANS } from '../catalogue';
import { instruments } from '../definition';

const { histogram, upDownCounter } = instruments(SPANS.serve.scope);
const duration = histogram(METRICS.httpServerRequestDuration);
const active = upDownCounter(METRICS.httpServerActiveRequests);

/** One object for each method and scheme, of which there are few: every request needs it twice. */
const activeAttributes = { http: new Map<string, Attributes>(), https: new Map<string, Attributes>() };

export type Scheme = keyof typeof activeAttributes;

/** @param change +1 where a request begins, -1 where it has ended */
export function countActive(change: 1 | -1, method: string, scheme: Scheme): void {
	const known = activeAttributes[scheme];
	let attributes = known.get(method);
	if (attributes === undefined) {
		attributes = { [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_URL_SCHEME]: scheme };
		known.set(method, attributes);
	}
	active.add(change, attributes);
}

/** What became of a request, as far as its metrics tell it. */
export interface Outcome {
	/** A known one, or `_OTHER`. */
	readonly method: string;
	readonly scheme: Scheme;
	readonly route: string | undefined;
	/** `undefined` where the client left before there was one. */
	readonly status: number | undefined;
	readonly errorType: string | undefined;
	/** With the request's span, for exemplars. */
	readonly context: Context;
}

export function recordDuration(seconds: number, outcome: Outcome): void {
	const attributes: Attributes = {
		[ATTR_HTTP_REQUEST_METHOD]: outcome.method,
		[ATTR_URL_SCHEME]: outcome.scheme,
	};
	const { route, status, errorType } = outcome;
	if (status !== undefined) attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] = status;
	if (route !== undefined) attributes[ATTR_HTTP_ROUTE] = route;
	if (errorType !== undefined) attributes[ATTR_ERROR_TYPE] = errorType;
	duration.record(seconds, attributes, outcome.context);
}

import { METRICS } from '../../../src/telemetry/catalogue';
import { added, constant, divided, perSecond, perSecondUpTo, share, times, type Expression } from '../promql';

export const REQUESTS = METRICS.httpServerRequestDuration;
export const BY_ROUTE = ['http.route'] as const;
/** Whoever waits for no longer than this is satisfied; four times as long is tolerated: https://www.apdex.org */
export const SATISFIED_S = 0.25;

/** The share of requests that were answered with 5xx. */
export function failures(by: readonly 'http.route'[] = []): Expression {
	const where = { 'http.response.status_code': '=~"5.."' };
	return share(perSecond(REQUESTS, { by, where }), perSecond(REQUESTS, { by }));
}

/** How satisfied callers are, from 0 to 1. */
export function apdex(by: readonly 'http.route'[] = []): Expression {
	const satisfied = perSecondUpTo(REQUESTS, SATISFIED_S, { by });
	const tolerated = perSecondUpTo(REQUESTS, 4 * SATISFIED_S, { by });
	return divided(times(constant('0.5'), added(satisfied, tolerated)), perSecond(REQUESTS, { by }));
}

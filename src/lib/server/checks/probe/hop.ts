import { context, trace, type Attributes, type Tracer } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { ATTR_REDIRECT_DOWNGRADE, ATTR_REDIRECT_LOCATION } from './attributes';
import { readBody, request } from './converse';
import { type Deadline } from './deadline';
import { headerValue, type Head } from './exchange';
import { recordHop } from './hopDuration';
import { startHopSpan } from './hopSpan';
import { emptyHop, type Hop, type HopOptions, type Journey, type Moment } from './journey';
import { failSpan, Phases } from './phases';
import { stepBroke } from './probeError';
import { reach } from './reach';
import { follow, isDowngrade, isRedirect, type Ask } from './redirect';
import { redactUrl } from './redactUrl';
import { hostOf } from './resolve';

/**
 * Makes one request, under a CLIENT span with a child for each phase. What breaks is told in `failure`.
 * @param chain the URLs so far, this one last
 * @throws the reason of a cancellation, and nothing else
 */
export async function makeHop(
	tracer: Tracer,
	ask: Ask,
	chain: readonly URL[],
	deadline: Deadline,
	options: HopOptions,
): Promise<Hop> {
	const parent = context.active();
	const startMs = performance.now();
	const span = startHopSpan(tracer, ask, chain.length - 1, options.redaction, parent);
	const within = trace.setSpan(parent, span);
	const phases = new Phases(tracer, within, deadline);
	const hop = emptyHop(ask, phases.timings);
	const scope = new DisposableStack();
	const journey = { hop, host: hostOf(ask.url), options, deadline, phases, span, within, scope };
	try {
		// node:http is instrumented itself: it would add a second CLIENT span, and a traceparent of that one.
		await context.with(suppressTracing(parent), () => travel(journey, chain));
	} catch (error) {
		if (deadline.cancelled) throw error;
		hop.failure = failSpan(
			span,
			stepBroke({ phase: 'request', doing: 'The request', expected: 'an answer' }, error),
		);
		tell(journey, 'failed', { phase: hop.failure.phase, error: hop.failure.errorCode });
	} finally {
		scope.dispose();
		recordHop(hop, startMs, within);
		span.end();
	}
	return hop;
}

async function travel(journey: Journey, chain: readonly URL[]): Promise<void> {
	const route = await reach(journey);
	tell(journey, 'connected', { address: journey.hop.remoteAddress ?? '' });
	const head = await request(journey, route);
	tell(journey, 'answered', { status: head.status, httpVersion: head.httpVersion });
	const location = headerValue(head.headers, 'location');
	if (isRedirect(head.status, location) && journey.options.follows(head.status))
		redirect(journey, head, location, chain);
	else await readBody(journey, head);
}

function tell({ options, within }: Journey, moment: Moment, facts: Attributes): void {
	if (options.onMoment !== undefined) context.with(within, options.onMoment, undefined, moment, facts);
}

function redirect(journey: Journey, { status }: Head, location: string, chain: readonly URL[]): void {
	const { hop, span, options } = journey;
	hop.next = follow(hop.ask, status, location, chain);
	const to = redactUrl(hop.next.url, options.redaction);
	tell(journey, 'redirected', { status, to });
	span.addEvent('redirect', {
		[ATTR_REDIRECT_LOCATION]: to,
		[ATTR_REDIRECT_DOWNGRADE]: isDowngrade(hop.ask.url, hop.next.url),
	});
}

import { trace } from '@opentelemetry/api';
import { Deadline } from './deadline';
import { makeHop } from './hop';
import { type Hop, type HopOptions } from './journey';
import { type TargetPolicy } from './policy';
import { type Ask } from './redirect';
import { systemLookup, type Lookup } from './resolve';

/** Bytes of a body that are read, and judged. */
export const BODY_LIMIT = 1_048_576;

export interface ProbeRequest extends Ask {
	/** For everything, redirects included. */
	timeoutMs: number;
	/** Whether a redirect of this status is followed (the default), or is itself the answer. */
	follows?: (status: number) => boolean;
	/** The path holds a secret: it stands in no span and no message. */
	pathIsSecret?: boolean;
}

export interface ProbeOptions extends TargetPolicy {
	/** Ends the request at once and closes its sockets. */
	signal: AbortSignal;
	/** Default: the system's. */
	lookup?: Lookup;
	/** PEM certificates to be trusted in place of the system's. */
	trust?: readonly string[];
	/** Told of what happens on the way, in the context of the hop's span; must not throw. */
	onMoment?: HopOptions['onMoment'];
	/** What the body of the last answer passes through; it must hand on all that it is given. */
	tapBody?: HopOptions['tapBody'];
}

export interface ProbeResult {
	startedAt: Date;
	/** Milliseconds from the start to the last byte, or to the failure; redirects included. */
	totalMs: number;
	/** How many redirects were followed. */
	redirects: number;
	/** The last request of the chain. */
	hop: Hop;
}

/**
 * Makes a request and follows its redirects, in the context that is active: each hop is a CLIENT span there, and
 * each has the policy applied to what its host resolves to. A failure is part of the result.
 * @throws the reason of `signal`, and nothing else
 */
export async function probe(request: ProbeRequest, options: ProbeOptions): Promise<ProbeResult> {
	const tracer = trace.getTracer('glasshouse.probe');
	const startedAt = new Date();
	const deadline = new Deadline(request.timeoutMs, options.signal);
	const chain = [request.url];
	try {
		let hop = await makeHop(tracer, request, chain, deadline, hopOptions(request, options));
		while (hop.next !== null) {
			chain.push(hop.next.url);
			hop = await makeHop(tracer, hop.next, chain, deadline, hopOptions(request, options));
		}
		return { startedAt, totalMs: deadline.elapsedMs, redirects: chain.length - 1, hop };
	} finally {
		deadline[Symbol.dispose]();
	}
}

function hopOptions(
	{ follows = () => true, pathIsSecret = false }: ProbeRequest,
	options: ProbeOptions,
): HopOptions {
	const { allowPrivateTargets, lookup = systemLookup, trust, onMoment, tapBody } = options;
	return {
		onMoment,
		tapBody,
		policy: { allowPrivateTargets },
		redaction: { pathIsSecret },
		lookup,
		trust,
		bodyLimit: BODY_LIMIT,
		follows,
	};
}

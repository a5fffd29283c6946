import { type Attributes, type Context, type Span } from '@opentelemetry/api';
import { type Deadline } from './deadline';
import { type Head, type HeaderLine } from './exchange';
import { type Phases, type PhaseTimings } from './phases';
import { type TargetPolicy } from './policy';
import { type ProbeError } from './probeError';
import { type Ask } from './redirect';
import { type UrlRedaction } from './redactUrl';
import { type Lookup } from './resolve';

/** What is worth telling of a hop while it is under way. */
export type Moment = 'connected' | 'answered' | 'redirected' | 'failed';

export interface HopOptions {
	/** Told of each moment at once, in the context of the hop's span; must not throw. */
	onMoment: ((moment: Moment, facts: Attributes) => void) | undefined;
	/** What the answer's body passes through on its way, called in the context of the hop's span. */
	tapBody: ((body: Head['body']) => Head['body']) | undefined;
	policy: TargetPolicy;
	redaction: UrlRedaction;
	lookup: Lookup;
	/** PEM certificates to be trusted in place of the system's. */
	trust: readonly string[] | undefined;
	/** Bytes of a body that are read, and kept once decoded. */
	bodyLimit: number;
	/** Whether a redirect of this status is followed; else it is the answer. */
	follows: (status: number) => boolean;
}

/** What one request on the wire came to, as far as it came. */
export interface Hop {
	ask: Ask;
	status: number | null;
	/** `1.0`, `1.1` or `2`. */
	httpVersion: string | null;
	headers: readonly HeaderLine[];
	/** Decoded; empty where a redirect is followed, whose body is not read. */
	body: Buffer;
	bodyTruncated: boolean;
	remoteAddress: string | null;
	certificateExpiresAt: Date | null;
	timings: PhaseTimings;
	failure: ProbeError | null;
	/** Where a redirect leads. */
	next: Ask | null;
}

/** One hop under way: what it needs, and what it finds. */
export interface Journey {
	/** Filled in as it goes, so that a hop which breaks still tells how far it came. */
	readonly hop: Hop;
	readonly host: string;
	readonly options: HopOptions;
	readonly deadline: Deadline;
	readonly phases: Phases;
	/** The CLIENT span, and the context that holds it. */
	readonly span: Span;
	readonly within: Context;
	/** Whatever is opened is closed with it, however the hop ends. */
	readonly scope: DisposableStack;
}

export function emptyHop(ask: Ask, timings: PhaseTimings): Hop {
	return {
		ask,
		status: null,
		httpVersion: null,
		headers: [],
		body: Buffer.alloc(0),
		bodyTruncated: false,
		remoteAddress: null,
		certificateExpiresAt: null,
		timings,
		failure: null,
		next: null,
	};
}

import type { AccessEnd, FeedFrame } from '$trace/feed';
import type { Session } from '../auth';
import { countFeedRefusal } from '../metrics/feed';
import { perProcess } from '../process/perProcess';
import { untraced } from '../process/untraced';
import { HEARTBEAT_MS } from './clients';

/** In words, for the reason of a WebSocket's close. */
export const ACCESS_END_WORDS: Record<AccessEnd, string> = {
	expired: 'The session has expired',
	signed_out: 'The session was signed out',
};

/** The last frame for a client that may not listen any more, as JSON. */
export function accessEnd(reason: AccessEnd): string {
	return JSON.stringify({ type: 'access.end', reason } satisfies FeedFrame);
}

/** One client's leave to listen: for as long as the session lasts that it came with. */
export class Admission {
	#over: AccessEnd | undefined;
	#tell: (why: AccessEnd) => void = () => {};

	/** @param session `undefined` for who came with the token itself, which does not end while the process lives */
	constructor(readonly session: Session | undefined) {}

	/** Calls back when it is over; at once where it is by now. */
	whenOver(tell: (why: AccessEnd) => void): void {
		this.#tell = tell;
		if (this.#over !== undefined) tell(this.#over);
	}

	end(why: AccessEnd): void {
		if (this.#over !== undefined) return;
		this.#over = why;
		countFeedRefusal(why);
		this.#tell(why);
	}
}

/** The clients that came with a session. One timer looks after all of them, and only while there are any. */
export class Admissions {
	readonly #held = new Set<Admission>();
	#timer: NodeJS.Timeout | undefined;

	/** @returns with the way out; must be called when the client has gone */
	admit(session: Session | undefined): { admission: Admission; dismiss: () => void } {
		const admission = new Admission(session);
		if (session !== undefined) this.#hold(admission);
		return { admission, dismiss: () => this.#dismiss(admission) };
	}

	/** Ends what was opened with this session in this process. */
	signOut({ id }: Session): void {
		this.#end('signed_out', (session) => session.id === id);
	}

	/** Ends what has expired. */
	expire(nowMs = Date.now()): void {
		this.#end('expired', ({ expiresAtMs }) => expiresAtMs <= nowMs);
	}

	#hold(admission: Admission): void {
		this.#held.add(admission);
		this.#timer ??= untraced(() => setInterval(() => this.expire(), HEARTBEAT_MS)).unref();
	}

	#end(why: AccessEnd, isOver: (session: Session) => boolean): void {
		for (const admission of [...this.#held]) {
			if (admission.session === undefined || !isOver(admission.session)) continue;
			this.#dismiss(admission);
			admission.end(why);
		}
	}

	#dismiss(admission: Admission): void {
		this.#held.delete(admission);
		if (this.#held.size > 0) return;
		clearInterval(this.#timer);
		this.#timer = undefined;
	}
}

export const admissions = perProcess('feedAdmissions', () => new Admissions());

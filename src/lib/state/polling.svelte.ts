import { isHttpError } from '@sveltejs/kit';
import { addLink, linkChanged } from './links';
import { startPolling, type Polling, type Surroundings } from './polling';
import { signedOut } from './signedOut.svelte';

const browserSurroundings: Surroundings = {
	visible: () => document.visibilityState === 'visible',
	onVisibility(listener) {
		document.addEventListener('visibilitychange', listener);
		return () => document.removeEventListener('visibilitychange', listener);
	},
	after(ms, callback) {
		const timer = setTimeout(callback, ms);
		return () => clearTimeout(timer);
	},
	now: () => Date.now(),
};

/** Whether what is on the page is still being kept up to date. */
export class LiveLink {
	/** When the last answer came, once one did not come; `null` while all is well. Milliseconds since the epoch. */
	stoppedAt: number | null = $state(null);
	retryAt: number | null = $state(null);
	/** Without scripts nothing is asked for, and nothing is live. */
	alive = $state(false);
	#lastAnswerAt = Date.now();
	#polling: Polling | undefined;

	/** Keeps asking while the surrounding component is on the page. Call it while that is set up. */
	constructor(everyMs: number, ask: () => Promise<void>) {
		$effect(() => {
			this.alive = true;
			const polling = startPolling(
				{
					everyMs,
					ask,
					answered: () => this.#answered(),
					failed: (error, retryInMs) => this.#failed(error, retryInMs),
				},
				browserSurroundings,
			);
			this.#polling = polling;
			const leave = addLink(this);
			return () => {
				leave();
				polling.stop();
			};
		});
	}

	tryNow(): void {
		this.#polling?.askNow();
	}

	#answered(): void {
		const again = this.stoppedAt !== null;
		this.#lastAnswerAt = Date.now();
		this.stoppedAt = null;
		this.retryAt = null;
		signedOut.told = false;
		if (again) linkChanged(this);
	}

	#failed(error: unknown, retryInMs: number): void {
		const first = this.stoppedAt === null;
		this.stoppedAt = this.#lastAnswerAt;
		this.retryAt = Date.now() + retryInMs;
		signedOut.told = isHttpError(error, 401);
		if (first) linkChanged(this);
	}
}

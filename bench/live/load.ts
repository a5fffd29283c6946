import { untraced } from '../../tests/support/client';

/** So many requests may be under way at once: a server that is behind is not asked for ever more. */
const MOST_UNDER_WAY = 50;
const TICK_MS = 5;

/** Requests at a steady pace, each of which makes a few spans. */
export class Load {
	private asked = 0;
	private underWay = 0;
	private readonly startMs = performance.now();
	private readonly timer: Timer;

	/** @param perSecond requests */
	constructor(
		private readonly url: string,
		private readonly perSecond: number,
	) {
		this.timer = setInterval(() => this.tick(), TICK_MS);
	}

	/** Ends it. @returns how many requests were made */
	stop(): number {
		clearInterval(this.timer);
		return this.asked;
	}

	private tick(): void {
		const due = ((performance.now() - this.startMs) / 1000) * this.perSecond;
		while (this.asked < due && this.underWay < MOST_UNDER_WAY) this.ask();
	}

	private ask(): void {
		this.asked += 1;
		this.underWay += 1;
		untraced(this.url)
			.then((answer) => answer.arrayBuffer())
			.catch(() => undefined) // a request that fails makes its spans all the same
			.finally(() => (this.underWay -= 1));
	}
}

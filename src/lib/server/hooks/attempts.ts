import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '$server/errors';

/** What a wrong token costs, out of 30 a minute for one address and 300 for all together. */
export const SIGN_IN_COST = 3;
export const BEARER_COST = 1;

const WINDOW_SECONDS = 60;
const MOST_KNOWN = 1000;

/** Counts wrong tokens, so that neither one address nor many together can guess. Right ones cost nothing. */
export class Attempts {
	readonly #byAddress = new RateLimiterMemory({ points: 30, duration: WINDOW_SECONDS });
	readonly #together = new RateLimiterMemory({ points: 300, duration: WINDOW_SECONDS });
	/** Addresses that had the right token: guessing from elsewhere does not lock them out. */
	readonly #known = new Set<string>();

	/**
	 * To be called once for every token that is presented.
	 * @returns whether it is accepted
	 * @throws AppError TOO_MANY_REQUESTS with `retryAfterSeconds`, for right tokens too: a guess learns nothing
	 */
	async judge(address: string, right: boolean, cost: number): Promise<boolean> {
		const key = networkOf(address);
		if (right) await this.#refuseExhausted(key);
		else await this.#count(key, cost);
		if (right) this.#remember(key);
		return right;
	}

	async #refuseExhausted(key: string): Promise<void> {
		const [own, together] = await Promise.all([this.#byAddress.get(key), this.#together.get('all')]);
		if (own !== null && own.consumedPoints > this.#byAddress.points) throw tooMany(own);
		if (this.#known.has(key)) return;
		if (together !== null && together.consumedPoints > this.#together.points) throw tooMany(together);
	}

	async #count(key: string, cost: number): Promise<void> {
		try {
			// The shared limit first: where it is exhausted no further address takes up memory.
			await this.#together.consume('all', cost);
			await this.#byAddress.consume(key, cost);
		} catch (refusal) {
			throw refusal instanceof RateLimiterRes ? tooMany(refusal) : refusal;
		}
	}

	#remember(key: string): void {
		this.#known.add(key);
		const [oldest] = this.#known;
		if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
	}
}

/** The attempts of this process. */
export const attempts = new Attempts();

/** One key for what one party holds: an IPv4 address, or a /64 of IPv6. */
function networkOf(address: string): string {
	if (!ipaddr.isValid(address)) return 'unknown';
	const parsed = ipaddr.process(address);
	if (parsed instanceof ipaddr.IPv4) return parsed.toString();
	return parsed.parts
		.slice(0, 4)
		.map((part) => part.toString(16))
		.join(':');
}

function tooMany({ msBeforeNext }: RateLimiterRes): AppError {
	const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
	return new AppError('TOO_MANY_REQUESTS', `Too many wrong tokens. Try again in ${retryAfterSeconds} s.`, {
		data: { retryAfterSeconds },
	});
}

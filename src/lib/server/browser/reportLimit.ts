import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors';
import { perProcess } from '../process/perProcess';

const WINDOW_SECONDS = 60;
/** A page reports a few times when it is loaded, gone to and left: of one address, and of all together. */
const OF_ONE = 120;
const TOGETHER = 1200;

const limits = perProcess('browserReports', () => ({
	byAddress: new RateLimiterMemory({ points: OF_ONE, duration: WINDOW_SECONDS }),
	together: new RateLimiterMemory({ points: TOGETHER, duration: WINDOW_SECONDS }),
}));

/** Counts a report. @throws AppError TOO_MANY_REQUESTS with `retryAfterSeconds` */
export async function limitReports(address: string): Promise<void> {
	try {
		// The shared limit first: where it is exhausted no further address takes up memory.
		await limits.together.consume('all');
		await limits.byAddress.consume(address);
	} catch (refusal) {
		throw refusal instanceof RateLimiterRes ? tooMany(refusal) : refusal;
	}
}

function tooMany({ msBeforeNext }: RateLimiterRes): AppError {
	const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
	return new AppError(
		'TOO_MANY_REQUESTS',
		`Too many reports of pages. Try again in ${retryAfterSeconds} s.`,
		{
			data: { retryAfterSeconds },
		},
	);
}

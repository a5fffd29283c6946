import type { Handle } from '@sveltejs/kit';
import { authenticate } from './authenticate';
import { refuseForeign } from './refuseForeign';
import { refuseMalformed } from './refuseMalformed';

/** In this order: what a foreign page sent never gets as far as costing somebody a sign-in attempt. */
const GUARDS = [refuseForeign, authenticate, refuseMalformed];

/** Lets a request through, or answers it with the first refusal. One hook, for each is a span of every request. */
export const access: Handle = async ({ event, resolve }) => {
	for (const guard of GUARDS) {
		const refusal = await guard(event);
		if (refusal !== undefined) return refusal;
	}
	return resolve(event);
};

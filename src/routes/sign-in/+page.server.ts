import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { localPath } from '$server/auth';
import { config } from '$server/config';
import { errorHeaders, logFailure, toAppError, toHttpError } from '$server/rpc/errors';
import { signIn } from '$server/pages/signIn';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const next = localPath(url.searchParams.get('next'));
	if (locals.authenticated || config().token === undefined) redirect(303, next);
	return { next };
};

export const actions: Actions = {
	default: async (event) => {
		const form = await event.request.formData();
		try {
			await signIn(event, form.get('token'));
		} catch (failure) {
			return refused(event, failure);
		}
		const next = form.get('next');
		redirect(303, localPath(typeof next === 'string' ? next : undefined));
	},
};

/** What is wrong with the token is told beside its field; whatever else goes wrong is an error of its own. */
function refused(event: RequestEvent, failure: unknown) {
	const error = toAppError(failure);
	event.setHeaders(errorHeaders(error));
	if (error.code !== 'BAD_REQUEST' && error.code !== 'UNAUTHORIZED') toHttpError(error);
	logFailure(error, 'sign in');
	return fail(error.status, { message: error.message });
}

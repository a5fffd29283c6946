import { fail, redirect } from '@sveltejs/kit';
import { readInFlightPage } from '$server/pages/inFlightPage';
import { procedures } from '$server/rpc/client';
import { toAppError, toHttpError } from '$server/rpc/errors';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { searchParams } = event.url;
	const page = searchParams.has('page');
	return {
		page,
		newestFirst: searchParams.get('order') === 'newest',
		shown: await readInFlightPage(event, { page, runtimeSince: 0 }).catch(toHttpError),
	};
};

export const actions: Actions = {
	stop: async (event) => {
		const id = (await event.request.formData()).get('run');
		try {
			await procedures(event).runs.cancel({ id: typeof id === 'string' ? id : '' });
		} catch (error) {
			// It ended while somebody reached for the button.
			if (toAppError(error).code !== 'CONFLICT') toHttpError(error);
			return fail(409, { message: 'The run had ended already.' });
		}
		redirect(303, '/in-flight');
	},
};

import { fail, redirect } from '@sveltejs/kit';
import { procedures } from '$server/rpc/client';
import { toAppError, toHttpError } from '$server/rpc/errors';
import { readRunPage } from '$server/pages/runPage';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const shown = await readRunPage(event, event.params.id).catch(toHttpError);
	return { shown, chosen: event.url.searchParams.get('span') };
};

export const actions: Actions = {
	stop: async (event) => {
		try {
			await procedures(event).runs.cancel({ id: event.params.id });
		} catch (error) {
			// It ended while somebody reached for the button: no failure, and the page says how it ended.
			if (toAppError(error).code !== 'CONFLICT') toHttpError(error);
			return fail(409, { message: 'The run had ended already.' });
		}
		redirect(303, `/runs/${event.params.id}`);
	},
	again: async (event) => {
		const { checks, runs } = procedures(event);
		const { checkId } = await runs.get({ id: event.params.id }).catch(toHttpError);
		const { runId } = await checks.run({ id: checkId }).catch(toHttpError);
		redirect(303, `/runs/${runId}`);
	},
};

import { fail, redirect } from '@sveltejs/kit';
import { EMPTY_CHECK_FORM, readCheckForm } from '$server/forms/checkForm';
import { toFormErrors } from '$server/forms/formFailure';
import { procedures } from '$server/rpc/client';
import { toHttpError } from '$server/rpc/errors';
import { startFirstRun } from '$server/workflows/startRun';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ empty: EMPTY_CHECK_FORM });

export const actions: Actions = {
	default: async (event) => {
		const form = await event.request.formData();
		const runNow = form.has('runNow');
		const { input, values, errors } = readCheckForm(form);
		if (input === null) return fail(400, { values, errors, runNow });
		const { checks } = procedures(event);
		const check = await checks.create(input).catch(toFormErrors);
		if (!('id' in check)) return fail(400, { values, errors: check, runNow });
		if (!runNow) redirect(303, `/checks/${check.id}`);
		const { runId } = await startFirstRun(check).catch(toHttpError);
		redirect(303, `/runs/${runId}`);
	},
};

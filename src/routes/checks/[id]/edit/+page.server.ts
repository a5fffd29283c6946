import { fail, redirect } from '@sveltejs/kit';
import { checkFormValues, readCheckForm } from '$server/forms/checkForm';
import { toFormErrors } from '$server/forms/formFailure';
import { procedures } from '$server/rpc/client';
import { toHttpError } from '$server/rpc/errors';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const check = await procedures(event).checks.get({ id: event.params.id }).catch(toHttpError);
	return { id: check.id, name: check.name, values: checkFormValues(check) };
};

export const actions: Actions = {
	default: async (event) => {
		const { input, values, errors } = readCheckForm(await event.request.formData());
		if (input === null) return fail(400, { values, errors });
		const { id } = event.params;
		const check = await procedures(event)
			.checks.update({ id, ...input })
			.catch(toFormErrors);
		if (!('id' in check)) return fail(400, { values, errors: check });
		redirect(303, `/checks/${id}`);
	},
};

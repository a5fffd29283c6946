import { redirect, type RequestEvent } from '@sveltejs/kit';
import { readCheckPage } from '$server/pages/checkPage';
import { procedures } from '$server/rpc/client';
import { toHttpError } from '$server/rpc/errors';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { searchParams } = event.url;
	const query = { id: event.params.id, range: searchParams.get('range'), before: searchParams.get('before') };
	return {
		query,
		shown: await readCheckPage(event, query).catch(toHttpError),
		asTable: searchParams.has('table'),
	};
};

type CheckEvent = RequestEvent<{ id: string }>;

export const actions: Actions = {
	run: async (event) => {
		const { runId } = await procedures(event).checks.run({ id: event.params.id }).catch(toHttpError);
		redirect(303, `/runs/${runId}`);
	},
	pause: (event) => setEnabled(event, false),
	resume: (event) => setEnabled(event, true),
	delete: async (event) => {
		await procedures(event).checks.delete({ id: event.params.id }).catch(toHttpError);
		redirect(303, '/');
	},
};

async function setEnabled(event: CheckEvent, enabled: boolean): Promise<void> {
	await procedures(event).checks.update({ id: event.params.id, enabled }).catch(toHttpError);
}

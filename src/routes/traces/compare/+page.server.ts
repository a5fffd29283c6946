import { redirect } from '@sveltejs/kit';
import { medianOfSameRoot, readComparePage } from '$server/pages/comparePage';
import { toHttpError } from '$server/rpc/errors';
import type { PageServerLoad } from './$types';

const TRACE_ID = /^[0-9a-f]{32}$/;

export const load: PageServerLoad = async (event) => {
	const query = event.url.searchParams;
	const ids = [query.get('a'), query.get('b')].map((id) => (id !== null && TRACE_ID.test(id) ? id : null));
	const [a, b] = ids;
	if (a && b) {
		const shown = await readComparePage(event, { a, b }).catch(toHttpError);
		return { shown, byDifference: query.get('sort') === 'difference' };
	}
	if (b) {
		const median = await medianOfSameRoot(event, b).catch(toHttpError);
		if (median !== null) redirect(303, `/traces/compare?a=${median}&b=${b}`);
	}
	// The list's boxes, without scripts: it has the newest first, which becomes B.
	const ticked = query.getAll('trace').filter((id) => TRACE_ID.test(id));
	const [newer, older] = ticked;
	if (newer && older) redirect(303, `/traces/compare?a=${older}&b=${newer}`);
	if (newer) redirect(303, `/traces/compare?b=${newer}`);
	return { shown: { state: 'choose' as const, alone: b ?? null }, byDifference: false };
};

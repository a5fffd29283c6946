import { json } from '@sveltejs/kit';

/** Alive: the process answers. Asks nobody else, so that a lost database does not get it restarted. */
export const GET = () => json({ status: 'ok' });

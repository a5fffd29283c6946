import { json } from '@sveltejs/kit';
import { databaseReady } from '$server/database/ready';
import { draining } from '$server/lifecycle';
import { engineReady } from '$server/workflows/engine';

/** Ready: requests that need the database and the engine can be answered. */
export const GET = async () => {
	const ready = { database: await databaseReady(), engine: engineReady() };
	const status = ready.database && ready.engine && !draining.aborted ? 200 : 503;
	return json(ready, { status });
};

import { database } from '../database/connection';
import { newRow } from './checkStore';
import { checkInput } from './schema';

const MARKER = 'own_check';

/**
 * Makes a check of Glasshouse itself, on its very first start only: whoever deletes it does not get it back.
 * @param selfUrl where this Glasshouse is reached, such as `http://127.0.0.1:3000`
 */
export async function seedOwnCheck(selfUrl: string): Promise<void> {
	const url = healthUrl(selfUrl);
	const check = newRow(
		checkInput.parse({
			name: 'Glasshouse itself',
			url,
			intervalSeconds: 30,
			timeoutMs: 5000,
			expect: { status: 200 },
		}),
	);
	await database()
		.transaction()
		.execute(async (trx) => {
			// Another process that starts now waits here until the first one is done.
			const first = await trx
				.insertInto('markers')
				.values({ name: MARKER, value: url })
				.onConflict((conflict) => conflict.doNothing())
				.executeTakeFirst();
			if ((first.numInsertedOrUpdatedRows ?? 0n) === 0n) return;
			const any = await trx.selectFrom('checks').select('id').limit(1).executeTakeFirst();
			if (any === undefined) await trx.insertInto('checks').values(check).execute();
		});
}

/**
 * Lets the check of Glasshouse itself follow it to another port. Only where this process has the database for
 * itself: with several on it there is no one address. A check that somebody has pointed elsewhere is left alone.
 */
export async function moveOwnCheck(selfUrl: string): Promise<void> {
	const url = healthUrl(selfUrl);
	const marker = await database()
		.selectFrom('markers')
		.select('value')
		.where('name', '=', MARKER)
		.executeTakeFirst();
	if (!marker?.value || marker.value === url) return;
	await database().updateTable('checks').set({ url }).where('url', '=', marker.value).execute();
	await database().updateTable('markers').set({ value: url }).where('name', '=', MARKER).execute();
}

function healthUrl(selfUrl: string): string {
	return new URL('/healthz', selfUrl).href;
}

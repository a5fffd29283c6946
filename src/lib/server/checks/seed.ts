import { database } from '../database/connection';
import { newRow } from './checkStore';
import { checkInput } from './schema';

const MARKER = 'own_check';

/**
 * Makes a check of Glasshouse itself, on its very first start only: whoever deletes it does not get it back.
 * @param selfUrl where this Glasshouse is reached, such as `http://127.0.0.1:3000`
 */
export async function seedOwnCheck(selfUrl: string): Promise<void> {
	const check = newRow(
		checkInput.parse({
			name: 'Glasshouse itself',
			url: new URL('/healthz', selfUrl).href,
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
				.values({ name: MARKER })
				.onConflict((conflict) => conflict.doNothing())
				.executeTakeFirst();
			if ((first.numInsertedOrUpdatedRows ?? 0n) === 0n) return;
			const any = await trx.selectFrom('checks').select('id').limit(1).executeTakeFirst();
			if (any === undefined) await trx.insertInto('checks').values(check).execute();
		});
}

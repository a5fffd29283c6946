import { sql } from 'kysely';
import { database } from '../database/connection';
import { logger } from '../logger';
import { perProcess } from '../process/perProcess';
import { untraced } from '../process/untraced';

const MOST_REMEMBERED = 2_000;
const BOUND_MS = 300;

/** The names of the checks of runs, by the run's id; `null` for a run that is gone. The oldest are forgotten. */
const known = perProcess('runChecks', () => ({
	names: new Map<string, string | null>(),
	asking: undefined as Promise<void> | undefined,
}));

/**
 * What runs check, by run id. Never fails, and waits a moment at most: a name that is not there in time is there the
 * next time. Whoever looks at what is in flight looks because the database is slow.
 */
export async function checkNames(runIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
	const unknown = runIds.filter((id) => !known.names.has(id));
	if (unknown.length > 0) {
		known.asking ??= ask(unknown).finally(() => (known.asking = undefined));
		await Promise.race([known.asking, Bun.sleep(BOUND_MS)]);
	}
	return known.names;
}

async function ask(runIds: readonly string[]): Promise<void> {
	try {
		const found = await untraced(() => namesOf(runIds));
		for (const id of runIds) remember(id, found.get(id) ?? null);
	} catch (error) {
		logger.debug({ err: error }, 'The checks of open runs could not be looked up');
	}
}

async function namesOf(runIds: readonly string[]): Promise<Map<string, string>> {
	const rows = await database()
		.selectFrom('runs')
		.innerJoin('checks', 'checks.id', 'runs.check_id')
		.select(['runs.id', 'checks.name'])
		.where('runs.id', '=', sql<string>`any(${[...runIds]}::uuid[])`)
		.execute();
	return new Map(rows.map(({ id, name }) => [id, name]));
}

function remember(id: string, name: string | null): void {
	known.names.set(id, name);
	const [oldest] = known.names.keys();
	if (known.names.size > MOST_REMEMBERED && oldest !== undefined) known.names.delete(oldest);
}

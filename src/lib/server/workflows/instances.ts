import { sql } from 'kysely';
import { config } from '../config';
import { database } from '../database/connection';
import { logger } from '../logger';
import { incarnation } from '../process/perProcess';
import { repeat } from '../process/repeat';
import { untraced } from '../process/untraced';
import { lockInstance, type InstanceLock } from './instanceLock';
import { takeOver } from './takeover';

const BEAT_MS = 5000;

/** This process among those that share the database. */
export interface Membership {
	/** Beats from now on, and takes over the runs of processes that do not. */
	beat(): void;
	/** Stops beating and gives the name back: what this process left under way may be taken at once. */
	leave(): Promise<void>;
}

/**
 * Joins the processes on this database under the configured instance id; comes before the engine, which must not
 * work under a name that another process has.
 * @throws ConfigError where the id is taken
 */
export async function joinInstances(url: string): Promise<Membership> {
	const id = config().instanceId;
	return untraced(async () => {
		const lock = await lockInstance(url, id);
		const leaving = new AbortController();
		let beating = Promise.resolve();
		await writeBeat(id);
		return {
			beat: () => {
				beating = beat(id, lock, leaving.signal);
			},
			leave: async () => {
				leaving.abort();
				await beating;
				await untraced(() => leave(id, lock));
			},
		};
	});
}

function beat(id: string, lock: InstanceLock, signal: AbortSignal): Promise<void> {
	let told = false;
	return repeat(
		{ name: 'tell the others that this process is alive', everyMs: BEAT_MS, signal },
		async () => {
			const held = await lock.hold();
			if (!held && !told) logger.error({ instanceId: id }, 'Another process goes by the name of this one');
			told = !held;
			await writeBeat(id);
			await takeOver(id);
		},
	);
}

/** The database's clock counts, for it is the one that all processes share. */
async function writeBeat(id: string): Promise<void> {
	const row = { incarnation: incarnation(), beat_at: sql<Date>`now()` };
	await database()
		.insertInto('instances')
		.values({ id, ...row })
		.onConflict((conflict) => conflict.column('id').doUpdateSet(row))
		.execute();
}

async function leave(id: string, lock: InstanceLock): Promise<void> {
	try {
		await database()
			.deleteFrom('instances')
			.where('id', '=', id)
			.where('incarnation', '=', incarnation())
			.execute();
	} finally {
		await lock.release();
	}
}

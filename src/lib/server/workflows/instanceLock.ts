import pg from 'pg';
import { ConfigError } from '../config';
import { logger } from '../logger';
import { pause } from '../process/repeat';

/** Long enough for the server to notice that a killed process' connection is gone. */
const WAIT_MS = 5000;
const TRY_AGAIN_MS = 200;
/** Any number, as long as nobody else locks under it: the first half of the lock's key. */
const LOCK_SPACE = 0x67_6c_68;
/** A machine that vanished without a word is noticed within half a minute, so that its name becomes free. */
const KEEPALIVE = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

export interface InstanceLock {
	/** Takes the name again where the connection was lost; @returns whether this process has it */
	hold(): Promise<boolean>;
	release(): Promise<void>;
}

/**
 * Takes an instance id for this process alone. PostgreSQL keeps it for as long as the connection lives, so that a
 * killed process gives it back at once.
 * @throws ConfigError where another living process on this database has the id
 */
export async function lockInstance(url: string, id: string): Promise<InstanceLock> {
	const lock = newLock(url, id);
	const deadline = performance.now() + WAIT_MS;
	while (!(await lock.hold())) {
		if (performance.now() > deadline) {
			await lock.release();
			throw taken(id);
		}
		await pause(TRY_AGAIN_MS, AbortSignal.timeout(WAIT_MS));
	}
	return lock;
}

function taken(id: string): ConfigError {
	return new ConfigError(
		`GLASSHOUSE_INSTANCE_ID=${JSON.stringify(id)} is not usable: another process that is running goes by this ` +
			`name on the same database. Expected a name of its own for every process`,
	);
}

function newLock(url: string, id: string): InstanceLock {
	let client: pg.Client | undefined;
	let held = false;
	const lose = (error?: Error) => {
		if (held && error) logger.warn({ err: error }, 'Lost the connection that holds the instance id');
		held = false;
		client = undefined;
	};
	const connect = async () => {
		const fresh = new pg.Client({
			connectionString: url,
			application_name: 'glasshouse',
			keepAlive: true,
			options: KEEPALIVE,
		});
		fresh.on('error', lose);
		await fresh.connect();
		return fresh;
	};
	return {
		hold: async () => {
			if (held) return true;
			client ??= await connect();
			held = await tryLock(client, id);
			return held;
		},
		release: async () => {
			const last = client;
			held = false;
			client = undefined;
			await last?.end();
		},
	};
}

async function tryLock(client: pg.Client, id: string): Promise<boolean> {
	const text = 'select pg_try_advisory_lock($1, hashtext($2)) as held';
	const { rows } = await client.query<{ held: boolean }>(text, [LOCK_SPACE, id]);
	return rows[0]?.held === true;
}

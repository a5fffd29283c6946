import pg from 'pg';

export interface PoolSettings {
	/** Connections at most. */
	max?: number;
	/** Milliseconds after which the server gives a statement up; 0 for no bound. */
	statementTimeoutMs?: number;
	/** Told of an idle connection that broke. The pool replaces it by itself. */
	onLost?: (error: Error) => void;
}

const DEFAULTS = { max: 10, statementTimeoutMs: 30_000 };

/**
 * A pool that survives a lost connection: without a listener, the `error` of an idle one would end the process.
 * What the URL says itself (`?application_name=…`) goes before these settings.
 */
export function createPool(url: string, settings: PoolSettings = {}): pg.Pool {
	const pool = new pg.Pool({
		connectionString: url,
		application_name: 'glasshouse',
		max: settings.max ?? DEFAULTS.max,
		statement_timeout: settings.statementTimeoutMs ?? DEFAULTS.statementTimeoutMs,
		idle_in_transaction_session_timeout: 60_000,
		idleTimeoutMillis: 30_000,
		connectionTimeoutMillis: 10_000,
		keepAlive: true,
	});
	pool.on('error', (error) => settings.onLost?.(error));
	return pool;
}

/**
 * Ends a pool and waits until its connections are closed. `end` alone only asks them to, and a server that stops
 * right after it would tell those still closing that they were cut off.
 * @param end what ends the pool, where somebody else does that
 */
export async function closePool(pool: pg.Pool, end = () => pool.end()): Promise<void> {
	let open = pool.totalCount;
	const closed = new Promise<void>((resolve) => {
		if (open === 0) resolve();
		pool.on('remove', () => {
			open -= 1;
			if (open === 0) resolve();
		});
	});
	await end();
	await closed;
}

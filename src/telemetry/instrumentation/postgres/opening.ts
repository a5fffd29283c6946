import type { PgPool } from './pools';

let opening: PgPool | undefined;

/** Runs `open`, which makes a client and connects it, knowing for which pool. */
export function withOpeningPool<T>(pool: PgPool, open: () => T): T {
	const before = opening;
	opening = pool;
	try {
		return open();
	} finally {
		opening = before;
	}
}

/** The pool for which a connection is being opened, right now; `undefined` for a client on its own. */
export function openingPool(): PgPool | undefined {
	return opening;
}

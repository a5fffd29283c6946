import type { METHODS as KNOWN } from '$server/checks/schema';

type Method = (typeof KNOWN)[number];

/** Listed again, for the schema's module is the server's; `satisfies` keeps both the same. */
const EVERY = { GET: 1, HEAD: 1, POST: 1, PUT: 1, PATCH: 1, DELETE: 1, OPTIONS: 1 } satisfies Record<
	Method,
	1
>;

export const METHODS: readonly string[] = Object.keys(EVERY);

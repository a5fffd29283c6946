import { trace } from '@opentelemetry/api';

/** @type {Record<string, import('./case').Case>} */
export const data = {
	async graphql(load) {
		const { buildSchema, graphql } = await load('graphql');
		const schema = buildSchema('type Query { greeting(name: String): String }');
		const rootValue = { greeting: () => 'hi' };
		return graphql({ schema, source: '{ greeting(name: "secret") }', rootValue });
	},

	async dataloader(load) {
		const DataLoader = await load('dataloader');
		const loader = new DataLoader(async (/** @type {number[]} */ keys) => keys.map((key) => key * 2));
		return Promise.all([loader.load(1), loader.load(2)]);
	},

	async 'generic-pool'(load) {
		const { createPool } = await load('generic-pool');
		const pool = createPool({ create: async () => ({}), destroy: async () => undefined }, { max: 1 });
		const first = await pool.acquire();
		const second = pool.acquire();
		await pool.release(first);
		return (await second) === first;
	},

	/** Each of two callers finds its own span active when the value that both waited for is there. */
	async 'lru-memoizer'(load) {
		const memoizer = await load('lru-memoizer');
		const memoized = memoizer({
			load: (/** @type {string} */ _key, /** @type {any} */ done) => setTimeout(() => done(null, 'value'), 5),
			hash: (/** @type {string} */ key) => key,
			max: 10,
		});
		const ask = (/** @type {string} */ caller) =>
			trace.getTracer('named').startActiveSpan(
				caller,
				(span) =>
					new Promise((resolve) =>
						memoized('key', () => {
							span.end();
							resolve(trace.getActiveSpan() === span);
						}),
					),
			);
		return Promise.all([ask('one'), ask('two')]);
	},

	async knex(load) {
		const knex = await load('knex');
		const database = knex({ client: 'pg', connection: process.env.NAMED_DATABASE_URL });
		const rows = await database('pg_catalog.pg_namespace').select('nspname').where('nspname', 'public');
		await database.destroy();
		return rows;
	},
};

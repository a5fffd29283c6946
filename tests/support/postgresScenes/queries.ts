import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { failure, type Scene } from './scene';

const SELECT = { name: 'SELECT things', attributes: { 'db.response.returned_rows': 1 } };

/** Every way to send a query, and how each ends. */
export const QUERIES: readonly Scene[] = [
	{
		name: 'a promise',
		play: async ({ client, expectContext }) => {
			await client.query('select name from things where id = $1', [7]);
			expectContext('What follows an await');
		},
		spans: [
			{
				...SELECT,
				attributes: {
					'db.system': 'postgresql',
					'db.system.name': 'postgresql',
					'db.operation.name': 'SELECT',
					'db.query.summary': 'SELECT things',
					'db.query.text': 'select name from things where id = $1',
					'db.response.returned_rows': 1,
					'server.address': '127.0.0.1',
				},
			},
		],
	},
	{
		name: 'a callback',
		play: ({ client, expectContext }) =>
			called((done) =>
				client.query('select name from things where id = $1', [7], (error) => {
					expectContext('A callback');
					done(error);
				}),
			),
		spans: [SELECT],
	},
	{
		name: 'a config, whose callback is used twice',
		play: async ({ client }) => {
			const config = { text: 'select name from things where id = $1', values: [7] };
			const again: pg.QueryConfig & { callback?: unknown } = config;
			for (let run = 0; run < 2; run += 1) {
				await called((done) => {
					const callback = (error: Error | null) => done(error);
					again.callback = callback;
					void client.query(again);
					if (again.callback !== callback) throw new Error('The config holds a callback that is not its own');
				});
			}
		},
		spans: [SELECT, SELECT],
	},
	{
		name: 'a prepared statement, the third time by its name alone',
		play: async ({ client }) => {
			const config = { name: 'by id', text: 'select name from things where id = $1', values: [7] };
			await client.query(config);
			await client.query({ ...config, values: [8] });
			await client.query({ name: 'by id', values: [9] } as pg.QueryConfig);
		},
		spans: [SELECT, SELECT, SELECT],
	},
	{
		name: 'literals in the text',
		play: ({ client }) => client.query("select name from things where name = 'hush' and id in (1, 2, 3)"),
		spans: [
			{
				name: 'SELECT things',
				attributes: {
					'db.query.text': 'select name from things where name = ? and id in (?)',
					'db.response.returned_rows': 0,
				},
			},
		],
	},
	{
		name: 'several statements in one text',
		play: ({ client }) => client.query("select 'hush'; select id from things limit 2"),
		spans: [
			{
				name: 'SELECT SELECT things',
				attributes: {
					'db.query.text': 'select ?; select id from things limit ?',
					'db.response.returned_rows': 3,
				},
			},
		],
	},
	{
		name: 'a text that is nothing, and a query that is none',
		play: async ({ client }) => {
			await client.query('');
			await failure(() => Promise.resolve().then(() => client.query(null as unknown as string)));
		},
		spans: [{ name: 'the database' }],
	},
	{
		name: 'a transaction that is committed, and one that fails',
		play: async ({ client }) => {
			await client.query('begin');
			await client.query('insert into things (id, name) values ($1, $2)', [-1, 'hush']);
			await client.query('commit');
			await client.query('BEGIN');
			const error = await failure(() =>
				client.query('insert into things (id, name) values ($1, $2)', [-1, 'hush']),
			);
			if (!error.message.includes('things_pkey')) throw error;
			await client.query('ROLLBACK');
		},
		spans: [
			{ name: 'BEGIN' },
			{ name: 'INSERT things' },
			{ name: 'COMMIT' },
			{ name: 'BEGIN' },
			{
				name: 'INSERT things',
				status: 'error',
				message: 'integrity constraint violation (23505), constraint things_pkey, table things',
				attributes: { 'error.type': '23505', 'db.response.status_code': '23505' },
				events: [
					{
						name: 'exception',
						attributes: {
							'exception.type': '23505',
							'exception.message':
								'integrity constraint violation (23505), constraint things_pkey, table things',
						},
					},
				],
			},
			{ name: 'ROLLBACK' },
		],
	},
	{
		name: 'Kysely, in a transaction of its own',
		play: async ({ url }) => {
			const pool = new pg.Pool({ connectionString: url, max: 1 });
			const db = new Kysely<{ things: { id: number; name: string } }>({
				dialect: new PostgresDialect({ pool }),
			});
			await db.transaction().execute(async (trx) => {
				await trx.insertInto('things').values({ id: -2, name: 'hush' }).execute();
				await trx.selectFrom('things').selectAll().where('id', '=', -2).execute();
			});
			await db.destroy();
		},
		spans: [{ name: 'BEGIN' }, { name: 'INSERT things' }, SELECT, { name: 'COMMIT' }],
	},
	{
		name: 'a pipeline',
		play: async ({ url }) => {
			const client = new pg.Client({ connectionString: url, pipeline: true });
			await client.connect();
			await Promise.all([7, 8].map((id) => client.query('select name from things where id = $1', [id])));
			await client.end();
		},
		spans: [SELECT, SELECT],
	},
];

/** Waits for a callback. */
export function called(act: (done: (error: Error | null | undefined) => void) => unknown): Promise<void> {
	return new Promise((resolve, reject) => {
		act((error) => (error ? reject(error) : resolve()));
	});
}

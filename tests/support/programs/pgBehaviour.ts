// Asks `pg` for everything that is patched, in every way, and prints what came of it: to be compared with what
// comes of it where nothing is patched. PG_URL names a database that is its own.
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { kindOf, outcomeOf, shown } from '../outcome';

const { default: pg } = await import('pg');
const { default: Cursor } = await import('pg-cursor');
const { default: QueryStream } = await import('pg-query-stream');
const { from: copyFrom, to: copyTo } = await import('pg-copy-streams');

type Untyped = Record<string, (...args: unknown[]) => unknown>;
const url = process.env.PG_URL ?? '';
const client = new pg.Client(url);
const untyped = client as unknown as Untyped;
const pool = new pg.Pool({ connectionString: url, max: 2 });
const outcomes: Record<string, unknown> = {};
const tell = async (name: string, act: () => unknown) => (outcomes[name] = await outcomeOf(act));

/** What a callback was called with, and on what. */
const calledBack = (act: (callback: unknown) => unknown) =>
	new Promise<unknown>((resolve) => {
		const callback = function (this: unknown, ...args: unknown[]) {
			resolve([
				kindOf(this),
				args.length,
				...args.map(shown),
				returned === undefined ? 'undefined' : kindOf(returned),
			]);
		};
		const returned = act(callback);
	});

const methods = (owner: object) =>
	['query', 'connect', 'cancel', '_getPassword', 'newClient', 'end'].map((name) => {
		const descriptor = Object.getOwnPropertyDescriptor(owner, name);
		const method: unknown = descriptor?.value;
		if (typeof method !== 'function') return name;
		return [
			method.name,
			method.length,
			descriptor?.enumerable,
			descriptor?.writable,
			descriptor?.configurable,
		];
	});
outcomes['Client'] = methods(pg.Client.prototype);
outcomes['Pool'] = methods(Object.getPrototypeOf(pg.Pool.prototype) as object);

await tell('connect', () => client.connect());
await tell('connect again', () => client.connect());
await client.query('create table things (id int primary key, name text)');
await tell('text', () => client.query('select 1 as a'));
await tell('text and values', () => client.query('select $1::int as a', [1]));
await tell('config', () => client.query({ text: 'select $1::int as a', values: [1], rowMode: 'array' }));
await tell('frozen config', () => client.query(Object.freeze({ text: 'select 1 as a' })));
await tell('prepared', () => client.query({ name: 'p', text: 'select $1::int as a', values: [1] }));
await tell('prepared by its name', () => untyped.query?.({ name: 'p', values: [2] }));
await tell('prepared with another text', () => client.query({ name: 'p', text: 'select 2' }));
await tell('several', () => client.query('select 1 as a; select 2 as b'));
await tell('nothing', () => client.query(''));
await tell('null', () => untyped.query?.(null));
await tell('undefined', () => untyped.query?.());
await tell('a number', () => untyped.query?.(7));
await tell('an empty config', () => untyped.query?.({}));
await tell('bad values', () => untyped.query?.('select 1', 7));
await tell('bad callback', () => untyped.query?.('select 1', [], 7));
await tell('an error of the server', () => client.query('select $1::uuid', ['x']));
await tell('an error of a value', () =>
	client.query('select $1', [
		{
			toPostgres: () => {
				throw new RangeError('a value');
			},
		},
	]),
);
await tell('callback', () => calledBack((callback) => untyped.query?.('select 1 as a', callback)));
await tell('values and callback', () =>
	calledBack((callback) => untyped.query?.('select $1::int as a', [1], callback)),
);
await tell('callback with an error', () =>
	calledBack((callback) => untyped.query?.('select 1 from nowhere', callback)),
);
await tell('config and callback', () =>
	calledBack((callback) => untyped.query?.({ text: 'select 1 as a' }, callback)),
);
await tell('config with a callback', () =>
	calledBack((callback) => {
		const config = { text: 'select 1 as a', callback };
		const returned = untyped.query?.(config);
		outcomes['the config afterwards'] = [config.callback === callback, Object.keys(config)];
		return returned;
	}),
);
await tell('frozen config and callback', () =>
	untyped.query?.(Object.freeze({ text: 'select 1' }), () => undefined),
);
await tell('a pg.Query', async () => {
	const query = new pg.Query('select generate_series(1, 3) as n');
	const rows: unknown[] = [];
	query.on('row', (row) => rows.push(row));
	const same = client.query(query) === query;
	await once(query, 'end');
	return `${String(same)} ${JSON.stringify(rows)} ${JSON.stringify(Object.keys(query))}`;
});
await tell('a pg.Query that fails', async () => {
	const query = new pg.Query('select 1 from nowhere');
	client.query(query);
	const [error] = (await once(query, 'error').catch((error: unknown) => [error])) as unknown[];
	throw error;
});
await tell('a cursor', async () => {
	const cursor = client.query(new Cursor('select generate_series(1, 5) as n'));
	const rows = [await cursor.read(2), await cursor.read(2), await cursor.read(2), await cursor.read(2)];
	return JSON.stringify(rows);
});
await tell('a cursor that is closed', async () => {
	const cursor = client.query(new Cursor('select generate_series(1, 5) as n'));
	await cursor.read(2);
	await cursor.close();
	return cursor.read(2);
});
await tell('a cursor that fails', () => client.query(new Cursor('select 1 from nowhere')).read(2));
await tell('a stream', () => client.query(new QueryStream('select generate_series(1, 5) as n')).toArray());
await tell('COPY in', () =>
	pipeline(Readable.from(['1\ta\n']), client.query(copyFrom('copy things from stdin'))),
);
await tell('COPY in, of rubbish', () =>
	pipeline(Readable.from(['x\n']), client.query(copyFrom('copy things from stdin'))),
);
await tell('COPY out', async () =>
	String(Buffer.concat(await client.query(copyTo('copy things to stdout')).toArray())),
);
await tell('a timeout', () => untyped.query?.({ text: 'select pg_sleep(60)', query_timeout: 10 }));

const other = new pg.Client({ connectionString: url, password: () => Promise.resolve('password') });
await tell('connect with a callback', () =>
	calledBack((callback) => (other as unknown as Untyped).connect?.(callback)),
);
await tell('cut off', async () => {
	const cut = outcomeOf(() => other.query('select pg_sleep(60)'));
	const ended = other.end();
	return JSON.stringify([await cut, await ended]);
});
await tell('after the end', () => other.query('select 1'));
await tell('a wrong password', () => new pg.Client(url.replace('password', 'wrong')).connect());
await tell('no server', () => new pg.Client('postgres://x@127.0.0.1:1/x').connect());

await tell('pool.query', () => pool.query('select $1::int as a', [1]));
await tell('pool.query with a callback', () =>
	calledBack((callback) => (pool as unknown as Untyped).query?.('select 1 as a', callback)),
);
await tell('pool.query that fails', () => pool.query('select 1 from nowhere'));
await tell('pool.connect', async () => {
	const taken = await pool.connect();
	const result = await taken.query('select 1 as a');
	taken.release();
	return result;
});
await tell('pool.connect with a callback', () =>
	calledBack((callback) =>
		pool.connect((error, taken, release) => {
			release();
			(callback as (...args: unknown[]) => void)(error, kindOf(taken), typeof release);
		}),
	),
);
await tell('a queue', async () => {
	const results = await Promise.all([1, 2, 3, 4, 5].map((n) => pool.query('select $1::int as n', [n])));
	return JSON.stringify([results.map(({ rows }) => rows as unknown), pool.totalCount, pool.waitingCount]);
});
await tell('a pool without a server', () => new pg.Pool({ host: '127.0.0.1', port: 1 }).query('select 1'));
await tell('a wait that is too long', async () => {
	const small = new pg.Pool({ connectionString: url, max: 1 });
	const taken = await small.connect();
	small.options.connectionTimeoutMillis = 20;
	const outcome = await outcomeOf(() => small.query('select 1'));
	taken.release();
	await small.end();
	return JSON.stringify(outcome);
});
await tell('pool.end', () => pool.end());
await tell('after pool.end', () => pool.query('select 1'));
await client.end();
await new Promise<void>((resolve) => process.stdout.write(JSON.stringify(outcomes), () => resolve()));
process.exit(0);

import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import Cursor from 'pg-cursor';
import QueryStream from 'pg-query-stream';
import { failure, type Scene, type Stage } from './scene';

const ALL = 'select id, name from things where id > $1 order by id';
const SELECT = { name: 'SELECT things', attributes: { 'db.query.text': ALL } };
const SLEPT_MS = 20;

/** While a cursor is open: a span that covers this is longer than it. */
const sleep = ({ other }: Stage) => other.query('select pg_sleep($1)', [SLEPT_MS / 1e3]);
const SLEEP = { name: 'SELECT' };

/** What the types of pg leave out. */
type Callable = pg.Query & { callback?: (error: Error) => void };

/** Queries that send themselves, and take what comes back. */
export const SUBMITTABLES: readonly Scene[] = [
	{
		name: 'a pg.Query, whose rows and end are events',
		play: async ({ client, expectContext }) => {
			const query = client.query(new pg.Query(ALL, [990]));
			query.on('row', () => expectContext('A row'));
			const { promise, resolve, reject } = Promise.withResolvers<unknown>();
			query.on('error', reject);
			query.on('end', () => resolve(expectContext('The end')));
			await promise;
		},
		spans: [SELECT],
	},
	{
		name: 'a pg.Query with a callback, that fails',
		play: async ({ client, expectContext }) => {
			const { promise, resolve } = Promise.withResolvers<Error>();
			const query: Callable = new pg.Query('select 1 from nowhere', []);
			query.callback = (error: Error) => {
				expectContext('A callback');
				resolve(error);
			};
			client.query(query);
			if (!(await promise).message.includes('nowhere'))
				throw new Error('Another error', { cause: await promise });
		},
		spans: [{ name: 'SELECT nowhere', status: 'error', attributes: { 'error.type': '42P01' } }],
	},
	{
		name: 'a cursor, read to its end',
		play: async (stage) => {
			const cursor = stage.client.query(new Cursor(ALL, [0]));
			let rows = await cursor.read(400);
			await sleep(stage);
			while (rows.length > 0) rows = await cursor.read(400);
		},
		spans: [{ ...SELECT, durationMs: SLEPT_MS }, SLEEP],
	},
	{
		name: 'a cursor, closed before its end, and the next query on its connection',
		play: async (stage) => {
			const cursor = stage.client.query(new Cursor(ALL, [0]));
			await new Promise<void>((resolve) => {
				cursor.read(10, () => {
					stage.expectContext('What a cursor calls');
					resolve();
				});
			});
			await sleep(stage);
			await cursor.close();
			await stage.client.query('select name from things where id = $1', [7]);
		},
		spans: [{ ...SELECT, durationMs: SLEPT_MS }, SLEEP, { name: 'SELECT things' }],
	},
	{
		name: 'a cursor that fails',
		play: async ({ client }) => {
			const cursor = client.query(new Cursor('select 1 / (id - 500) from things order by id', []));
			await cursor.read(400);
			await failure(() => cursor.read(400));
			await cursor.close();
		},
		spans: [{ name: 'SELECT things', status: 'error', attributes: { 'error.type': '22012' } }],
	},
	{
		name: 'a stream, read to its end',
		play: async ({ client }) => {
			let rows = 0;
			const stream = client.query(new QueryStream(ALL, [0], { batchSize: 100 }));
			await stream.forEach(() => void (rows += 1));
			if (rows < 1000) throw new Error(`The stream has ${rows} rows`);
		},
		spans: [SELECT],
	},
	{
		name: 'a stream, left before its end',
		play: async ({ client }) => {
			const stream = client.query(new QueryStream(ALL, [0], { batchSize: 10 }));
			await once(stream, 'readable');
			stream.destroy();
			await once(stream, 'close');
			await client.query('select 1');
		},
		spans: [SELECT, { name: 'SELECT' }],
	},
	{
		name: 'COPY in',
		play: async ({ client }) => {
			await pipeline(
				Readable.from(['-11\ta\n', '-12\tb\n']),
				client.query(copyFrom('copy things from stdin')),
			);
		},
		spans: [{ name: 'COPY things', attributes: { 'db.query.text': 'copy things from stdin' } }],
	},
	{
		name: 'COPY in, of rubbish',
		play: async ({ client }) => {
			const rubbish = Readable.from(['hush\thush\n']);
			await failure(() => pipeline(rubbish, client.query(copyFrom('copy things from stdin'))));
		},
		spans: [{ name: 'COPY things', status: 'error', attributes: { 'error.type': '22P02' } }],
	},
	{
		name: 'COPY out',
		play: async ({ client }) => {
			let bytes = 0;
			const stream = client.query(copyTo("copy (select name from things where name <> 'hush') to stdout"));
			for await (const chunk of stream) bytes += Buffer.byteLength(chunk as Buffer);
			if (bytes < 1000) throw new Error(`Only ${bytes} bytes were copied`);
			await client.query('select 1'); // COPY has ended when the connection is ready again
		},
		spans: [
			{
				name: 'COPY SELECT things',
				attributes: { 'db.query.text': 'copy (select name from things where name <> ?) to stdout' },
			},
			{ name: 'SELECT' },
		],
	},
];

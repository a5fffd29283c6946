import { trace } from '@opentelemetry/api';
import pg from 'pg';
import { eventually } from '../eventually';
import { called } from './queries';
import { failure, type Scene, type Stage } from './scene';

const SLEEP = { name: 'SELECT', attributes: { 'db.query.text': 'select pg_sleep($1)' } };
const slow = (client: pg.Client): Promise<unknown> => client.query('select pg_sleep($1)', [60]);

/** Waits until the server is at work for a client, then does something to it from another. */
async function whileItRuns({ client, other }: Stage, statement: string): Promise<void> {
	const pid = processId(client);
	await eventually('the query to run', async () => {
		const { rows } = await other.query('select 1 from pg_stat_activity where pid = $1 and wait_event = $2', [
			pid,
			'PgSleep',
		]);
		return rows.length > 0 ? true : undefined;
	});
	await other.query(statement, [pid]);
}

function processId(client: pg.Client): unknown {
	return 'processID' in client ? client.processID : undefined;
}

/** The queries of `whileItRuns` are not what is told of. */
const QUERIES_FROM_OUTSIDE = new Set(['SELECT pg_stat_activity']);
export const isFromOutside = (name: string) => QUERIES_FROM_OUTSIDE.has(name);

/** Queries that are cut off, in whatever way: each has one span, and each span an end. */
export const ENDINGS: readonly Scene[] = [
	{
		name: 'a query that is cancelled from outside',
		play: async (stage) => {
			const ended = failure(() => slow(stage.client));
			await whileItRuns(stage, 'select pg_cancel_backend($1)');
			await ended;
		},
		spans: [
			{
				...SLEEP,
				status: 'error',
				message: 'operator intervention (57014)',
				attributes: { 'error.type': '57014', 'db.response.status_code': '57014' },
			},
			{ name: 'SELECT', attributes: { 'db.query.text': 'select pg_cancel_backend($1)' } },
		],
	},
	{
		name: 'a connection that the server ends, with a query that runs and one that waits',
		play: async (stage) => {
			const running = failure(() => slow(stage.client));
			const waiting = failure(() => stage.client.query('select name from things'));
			await whileItRuns(stage, 'select pg_terminate_backend($1)');
			await Promise.all([running, waiting]);
		},
		spans: [
			{ ...SLEEP, status: 'error', attributes: { 'error.type': '57P01' } },
			{ name: 'SELECT things', status: 'error', message: 'Connection terminated unexpectedly' },
			{ name: 'SELECT', attributes: { 'db.query.text': 'select pg_terminate_backend($1)' } },
		],
	},
	{
		name: 'a client that is ended while a query runs, and asked once more',
		play: async ({ client }) => {
			const running = failure(() => slow(client));
			await client.end();
			await running;
			await failure(() => client.query('select name from things'));
		},
		spans: [
			{ ...SLEEP, status: 'error', message: 'Connection terminated' },
			{ name: 'SELECT things', status: 'error', message: 'Client was closed and is not queryable' },
		],
	},
	{
		name: 'a query that takes too long for its client, and one that takes too long for the server',
		play: async ({ client, other }) => {
			const impatient: pg.QueryConfig = { text: 'select pg_sleep($1)', values: [60] };
			Object.assign(impatient, { query_timeout: 20 });
			await other.query('set statement_timeout = 20');
			await failure(() => slow(other));
			await failure(() => client.query(impatient));
		},
		spans: [
			{ name: 'SET', attributes: { 'db.query.text': 'set statement_timeout = ?' } },
			{ ...SLEEP, status: 'error', attributes: { 'error.type': '57014' } },
			{ ...SLEEP, status: 'error', message: 'Query read timeout', attributes: { 'error.type': 'timeout' } },
		],
	},
	{
		name: 'a callback that throws',
		alone: true,
		play: async ({ client }) => {
			const { promise, resolve } = Promise.withResolvers<unknown>();
			process.once('uncaughtException', resolve);
			client.query('select 1', () => {
				throw new Error('thrown on purpose');
			});
			if (!String(await promise).includes('on purpose'))
				throw new Error('Another error', { cause: await promise });
		},
		spans: [{ name: 'SELECT', status: 'unset' }],
	},
	{
		name: 'a query that is taken out of the queue',
		play: async ({ client }) => {
			const first = client.query('select pg_sleep($1)', [0.01]);
			const second = new pg.Query('select name from things', []);
			client.query(second);
			(client as unknown as { cancel(client: pg.Client, query: unknown): void }).cancel(client, second);
			await first;
		},
		spans: [SLEEP, { name: 'SELECT things' }],
	},
	{
		name: 'a notification, which is handled as part of no request',
		play: async ({ client, other }) => {
			const { promise, resolve } = Promise.withResolvers<unknown>();
			client.on('notification', () => resolve(trace.getActiveSpan()));
			await client.query('listen news');
			await other.query("notify news, 'hush'");
			if ((await promise) !== undefined) throw new Error('The notification has the context of somebody');
		},
		spans: [{ name: 'LISTEN' }, { name: 'NOTIFY', attributes: { 'db.query.text': 'notify news, ?' } }],
	},
	{
		name: 'a notification on a connection that was opened within the request',
		play: async ({ url, other }) => {
			const client = new pg.Client(url);
			await client.connect();
			const { promise, resolve } = Promise.withResolvers<unknown>();
			client.on('notification', () => resolve(trace.getActiveSpan()));
			await client.query('listen news');
			await other.query("notify news, 'hush'");
			const active = await promise;
			await client.end();
			if (active !== undefined)
				throw new Error('The notification has the context of who opened the connection');
		},
		spans: [{ name: 'LISTEN' }, { name: 'NOTIFY' }],
	},
	{
		name: 'queries in callbacks of callbacks',
		play: ({ client, expectContext }) =>
			called((done) => {
				client.query('select 1', () => {
					expectContext('The first callback');
					client.query('select name from things', (error) => {
						expectContext('The second callback');
						done(error);
					});
				});
			}),
		spans: [{ name: 'SELECT' }, { name: 'SELECT things' }],
	},
];

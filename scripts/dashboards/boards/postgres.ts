import { METRICS } from '../../../src/telemetry/catalogue';
import type { Dashboard, Section } from '../model';
import { amountPerSecond, now, orZero, perSecond, quantile, share } from '../promql';

const OPERATIONS = METRICS.dbClientOperationDuration;
const FAILED = { 'error.type': '!=""' };
const BY_SUMMARY = ['db.query.summary'] as const;
const BY_POOL = ['db.client.connection.pool.name'] as const;
const POOL = '{{db.client.connection.pool.name}}';

const STATEMENTS: Section = {
	title: 'Statements',
	panels: [
		{
			title: 'Statements a second',
			kind: 'number',
			unit: 'ops',
			width: 3,
			tells: 'How many statements the app sends to PostgreSQL.',
			act: 'many more than requests times a few is a loop around a query: a trace shows it as a row of equal bars.',
			queries: [{ expression: perSecond(OPERATIONS), legend: 'statements' }],
		},
		{
			title: 'Slowest twentieth of statements',
			kind: 'number',
			unit: 's',
			width: 3,
			tells:
				'One statement in twenty takes longer than this (p95), as the app sees it: the network is in it.',
			act: 'if every statement became slower, it is the server or the way to it; if one did, it is its plan.',
			bad: 0.1,
			queries: [{ expression: quantile(0.95, OPERATIONS), legend: 'p95' }],
		},
		{
			title: 'Share of statements that failed',
			kind: 'number',
			unit: 'percentunit',
			width: 3,
			tells: 'Statements that ended with an error, of all.',
			act: 'see below which SQLSTATE it is, and read its span: the statement and its cause stand there.',
			bad: 0.01,
			queries: [
				{
					expression: share(perSecond(OPERATIONS, { where: FAILED }), perSecond(OPERATIONS)),
					legend: 'failed',
				},
			],
		},
		{
			title: 'At work in PostgreSQL',
			kind: 'number',
			unit: 'short',
			width: 3,
			tells: 'How many statements are under way at once, on average: seconds spent a second.',
			act: 'near the number of connections, the pool is full: find the statement that takes most of the time.',
			queries: [{ expression: amountPerSecond(OPERATIONS), legend: 'at once' }],
		},
		{
			title: 'Statements, by summary',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Statements a second, by what they do to which tables.',
			act: 'what grew alone has a new caller; find it by the traces in which the statement stands.',
			queries: [{ expression: perSecond(OPERATIONS, { by: BY_SUMMARY }), legend: '{{db.query.summary}}' }],
		},
		{
			title: 'Latency, by summary',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells:
				'How long 95 of 100 statements of each kind took at most. The dots are statements, with their traces.',
			act: 'take the statement from its span and ask for its plan (EXPLAIN): an index is missing, or it waits for a lock.',
			bad: 0.1,
			queries: [
				{
					expression: quantile(0.95, OPERATIONS, { by: BY_SUMMARY }),
					legend: '{{db.query.summary}}',
					exemplars: true,
				},
			],
		},
		{
			title: 'Time, by summary',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'Seconds a second that the app spends on statements of each kind: what to make faster first.',
			act: 'begin with the highest line. Asking less often is cheaper than asking faster.',
			queries: [
				{ expression: amountPerSecond(OPERATIONS, { by: BY_SUMMARY }), legend: '{{db.query.summary}}' },
			],
		},
		{
			title: 'Errors, by operation',
			kind: 'lines',
			unit: 'percentunit',
			width: 6,
			tells: 'The share of statements that ended with an error, by operation.',
			act: 'their spans have db.response.status_code: 40001 and 40P01 may be tried again, 53300 is too many connections.',
			bad: 0.01,
			queries: [
				{
					expression: share(
						perSecond(OPERATIONS, { by: ['db.operation.name'], where: FAILED }),
						perSecond(OPERATIONS, { by: ['db.operation.name'] }),
					),
					legend: '{{db.operation.name}}',
				},
			],
		},
	],
};

const CONNECTIONS: Section = {
	title: 'Pool',
	panels: [
		{
			title: 'Connections',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'Connections of each pool, used and idle, and the most that there may be.',
			act: 'used at the most for long means waiting: shorten what holds them before making the pool larger.',
			queries: [
				{
					expression: now(METRICS.dbClientConnectionCount, {
						by: [...BY_POOL, 'db.client.connection.state'],
					}),
					legend: `${POOL} {{db.client.connection.state}}`,
				},
				{ expression: now(METRICS.dbClientConnectionMax, { by: BY_POOL }), legend: `${POOL} most` },
			],
		},
		{
			title: 'Requests that wait, and that waited in vain',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'Requests that wait for a connection now, and how many a second gave up.',
			act: 'see who holds connections (use time): transactions that stay open while something else is awaited.',
			bad: 5,
			queries: [
				{
					expression: now(METRICS.dbClientConnectionPendingRequests, { by: BY_POOL }),
					legend: `${POOL} waiting`,
				},
				{ expression: orZero(perSecond(METRICS.dbClientConnectionTimeouts)), legend: 'gave up' },
			],
		},
		{
			title: 'Time to get a connection',
			kind: 'lines',
			unit: 's',
			width: 4,
			tells: 'How long 95 of 100 requests waited at most until the pool gave them a connection.',
			act: 'more than a few milliseconds is a pool that is too small, or new connections all the time.',
			bad: 0.1,
			queries: [
				{ expression: quantile(0.95, METRICS.dbClientConnectionWaitTime, { by: BY_POOL }), legend: POOL },
			],
		},
		{
			title: 'Time that connections are kept',
			kind: 'lines',
			unit: 's',
			width: 4,
			tells: 'How long 95 of 100 connections were out of the pool at most.',
			act: 'longer than the statements take is time in which the app does something else with a connection in hand.',
			queries: [
				{ expression: quantile(0.95, METRICS.dbClientConnectionUseTime, { by: BY_POOL }), legend: POOL },
			],
		},
		{
			title: 'New connections',
			kind: 'lines',
			unit: 's',
			width: 4,
			tells: 'Seconds a second that go into opening connections.',
			act: 'it should be near zero once the app runs: somebody closes them, or the pool lets them go too soon.',
			queries: [
				{ expression: amountPerSecond(METRICS.dbClientConnectionCreateTime, { by: BY_POOL }), legend: POOL },
			],
		},
	],
};

export const POSTGRES: Dashboard = {
	slug: 'postgresql',
	title: 'PostgreSQL as the app sees it',
	description:
		'Statements by what they do, what they cost, how they fail, and the pools that they go through.',
	sections: [STATEMENTS, CONNECTIONS],
};

import { hostOf, textOf, type Exported, type Row } from './program';

const of = (action: string) => (e: Exported) => e.clientSpan(action).attributes;
const point = (e: Exported, summary: string) =>
	e.receiver
		.points('db.client.operation.duration')
		.findLast(({ attributes }) => attributes['db.query.summary'] === summary);

/**
 * https://opentelemetry.io/docs/specs/semconv/database/database-spans/ and …/postgresql/, and
 * https://opentelemetry.io/docs/specs/semconv/database/database-metrics/
 */
export const DATABASE: Row[] = [
	{ rule: 'name: {db.query.summary}', holds: (e) => e.clientSpan('select').name, is: 'SELECT items' },
	{ rule: 'kind: CLIENT', holds: (e) => e.clientSpan('select').kind, is: 'client' },
	{
		rule: 'db.system.name, and db.system for SigNoz',
		holds: (e) => [of('select')(e)['db.system.name'], of('select')(e)['db.system']],
		is: ['postgresql', 'postgresql'],
	},
	{
		rule: 'db.namespace',
		holds: (e) => of('select')(e)['db.namespace'] === e.database.pathname.slice(1),
		is: true,
	},
	{
		rule: 'db.query.text of a parameterised query, as it is',
		holds: (e) => of('select')(e)['db.query.text'],
		is: 'select $1::int as n, name from items where id = $2',
	},
	{
		rule: 'db.query.text without literals where there are no parameters',
		holds: (e) => of('literal')(e)['db.query.text'],
		is: 'select name from items where name = ? and id = ?',
	},
	{ rule: 'db.query.summary', holds: (e) => of('insert')(e)['db.query.summary'], is: 'INSERT items' },
	{ rule: 'db.operation.name', holds: (e) => of('insert')(e)['db.operation.name'], is: 'INSERT' },
	{
		rule: 'server.address and server.port',
		holds: (e) => {
			return hostOf(of('select')(e)) === e.database.host;
		},
		is: true,
	},
	{
		rule: 'a query that worked leaves the status unset',
		holds: (e) => e.clientSpan('select').status,
		is: 'unset',
	},
	{
		rule: 'a failed query is an error: db.response.status_code and error.type are its SQLSTATE',
		holds: (e) => {
			const { status, attributes } = e.clientSpan('sqlstate');
			return [status, attributes['db.response.status_code'], attributes['error.type']];
		},
		is: ['error', '42P01', '42P01'],
	},
	{
		rule: 'Bun.sql: name: {db.query.summary}',
		holds: (e) => e.clientSpan('bunsql').name,
		is: 'SELECT items',
	},
	{
		rule: 'Bun.sql: system, namespace and text',
		holds: (e) => [
			of('bunsql')(e)['db.system.name'],
			of('bunsql')(e)['db.namespace'] === e.database.pathname.slice(1),
			textOf(of('bunsql')(e)['db.query.text']).trimEnd(),
		],
		is: ['postgresql', true, 'select name from items where id = $1'],
	},
	{
		rule: 'Bun.sql: a failed query is an error with its SQLSTATE',
		holds: (e) => {
			const { status, attributes } = e.clientSpan('bunsql-sqlstate');
			return [status, attributes['db.response.status_code'], attributes['error.type']];
		},
		is: ['error', '42P01', '42P01'],
	},
	{
		rule: 'db.client.operation.duration: a histogram in seconds with the buckets of the conventions',
		holds: (e) => [point(e, 'SELECT items')?.unit, point(e, 'SELECT items')?.buckets?.bounds],
		is: ['s', [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]],
	},
	{
		rule: 'db.client.operation.duration has system, operation and SQLSTATE, and no text',
		holds: (e) => {
			const attributes = point(e, 'SELECT nowhere')?.attributes ?? {};
			return [
				attributes['db.system.name'],
				attributes['error.type'],
				attributes['db.response.status_code'],
				'db.query.text' in attributes,
			];
		},
		is: ['postgresql', '42P01', '42P01', false],
	},
	{
		rule: 'db.client.connection.count, by state, of a pool that is named {address}:{port}/{namespace}',
		holds: (e) => {
			const points = e.receiver.points('db.client.connection.count');
			const states = new Set(points.map(({ attributes }) => attributes['db.client.connection.state']));
			const name = points[0]?.attributes['db.client.connection.pool.name'];
			return [[...states].sort(), name === e.database.host + e.database.pathname];
		},
		is: [['idle', 'used'], true],
	},
	{
		rule: 'db.client.connection.max',
		holds: (e) => e.receiver.points('db.client.connection.max')[0]?.value,
		is: 2,
	},
];

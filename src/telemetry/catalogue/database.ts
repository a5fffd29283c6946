import type { MetricDefinition } from '../definition';
import { DB_BUCKETS_S } from './buckets';

const DB_ATTRIBUTES = [
	'db.system.name',
	'db.namespace',
	'db.operation.name',
	'db.query.summary',
	'db.response.status_code',
	'error.type',
	'server.address',
	'server.port',
] as const;
const POOL = ['db.client.connection.pool.name'] as const;

/** https://opentelemetry.io/docs/specs/semconv/database/database-metrics/ */
export const DATABASE_METRICS = {
	dbClientOperationDuration: {
		name: 'db.client.operation.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'Duration of database client operations.',
		attributes: DB_ATTRIBUTES,
		buckets: DB_BUCKETS_S,
	},
	dbClientConnectionCount: {
		name: 'db.client.connection.count',
		instrument: 'observableUpDownCounter',
		unit: '{connection}',
		description: 'Number of connections of a pool that are idle or used.',
		attributes: [...POOL, 'db.client.connection.state'],
	},
	dbClientConnectionMax: {
		name: 'db.client.connection.max',
		instrument: 'observableUpDownCounter',
		unit: '{connection}',
		description: 'The most connections that a pool may open.',
		attributes: POOL,
	},
	dbClientConnectionPendingRequests: {
		name: 'db.client.connection.pending_requests',
		instrument: 'observableUpDownCounter',
		unit: '{request}',
		description: 'Number of requests that wait for a connection of a pool.',
		attributes: POOL,
	},
	dbClientConnectionCreateTime: {
		name: 'db.client.connection.create_time',
		instrument: 'histogram',
		unit: 's',
		description: 'The time it took to open a connection.',
		attributes: POOL,
		buckets: DB_BUCKETS_S,
	},
	dbClientConnectionWaitTime: {
		name: 'db.client.connection.wait_time',
		instrument: 'histogram',
		unit: 's',
		description: 'The time it took to get a connection from a pool.',
		attributes: POOL,
		buckets: DB_BUCKETS_S,
	},
	dbClientConnectionUseTime: {
		name: 'db.client.connection.use_time',
		instrument: 'histogram',
		unit: 's',
		description: 'The time between taking a connection from a pool and giving it back.',
		attributes: POOL,
		buckets: DB_BUCKETS_S,
	},
	dbClientConnectionTimeouts: {
		name: 'db.client.connection.timeouts',
		instrument: 'counter',
		unit: '{timeout}',
		description: 'Number of times that no connection of a pool could be had in time.',
		attributes: POOL,
	},
} as const satisfies Record<string, MetricDefinition>;

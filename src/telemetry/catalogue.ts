import type { MetricDefinition, SpanDefinition } from './definition';

/*
 * Everything that the library emits. Names, units, buckets and attributes are those of OpenTelemetry's semantic
 * conventions where these know the thing; `bun.*`, `jsc.*`, `websocket.*` and `glasshouse.*` are our own.
 */

/** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration */
const HTTP_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** https://opentelemetry.io/docs/specs/semconv/database/database-metrics/#metric-dbclientoperationduration */
const DB_BUCKETS_S = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
const CONNECTION_BUCKETS_S = [1, 10, 60, 300, 900, 3600, 14_400, 86_400];
const SIZE_BUCKETS_BY = [64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 16_777_216];

const HTTP_SERVER_ATTRIBUTES = [
	'http.request.method',
	'http.route',
	'http.response.status_code',
	'url.scheme',
	'error.type',
	'network.protocol.version',
] as const;
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
const COMPONENT = ['otel.component.name', 'otel.component.type'] as const;
const EXPORTER = [...COMPONENT, 'server.address', 'server.port'] as const;

type Item = 'span' | 'log' | 'metric_data_point';
const UNITS = { span: '{span}', log: '{log_record}', metric_data_point: '{data_point}' } as const;

export const METRICS = {
	httpServerRequestDuration: {
		name: 'http.server.request.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'Duration of HTTP server requests.',
		attributes: HTTP_SERVER_ATTRIBUTES,
		buckets: HTTP_BUCKETS_S,
	},
	httpServerActiveRequests: {
		name: 'http.server.active_requests',
		instrument: 'upDownCounter',
		unit: '{request}',
		description: 'Number of HTTP server requests that are being answered.',
		attributes: ['http.request.method', 'url.scheme'],
	},
	httpClientRequestDuration: {
		name: 'http.client.request.duration',
		instrument: 'histogram',
		unit: 's',
		// Until the response headers are there. In the conventions' own words, as the instrumentation of `node:http` has it.
		description: 'Duration of HTTP client requests.',
		attributes: [
			'http.request.method',
			'server.address',
			'server.port',
			'http.response.status_code',
			'error.type',
			'network.protocol.version',
		],
		buckets: HTTP_BUCKETS_S,
	},
	websocketActiveConnections: {
		name: 'websocket.server.active_connections',
		instrument: 'upDownCounter',
		unit: '{connection}',
		description: 'Number of WebSocket connections that are open.',
		attributes: ['http.route'],
	},
	websocketConnectionDuration: {
		name: 'websocket.server.connection.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'How long WebSocket connections were open.',
		attributes: ['http.route', 'websocket.close_code', 'error.type'],
		buckets: CONNECTION_BUCKETS_S,
	},
	websocketMessageSize: {
		name: 'websocket.server.message.size',
		instrument: 'histogram',
		unit: 'By',
		description: 'Size of WebSocket messages, before compression; its count is the number of messages.',
		attributes: ['http.route', 'network.io.direction', 'websocket.message.type'],
		buckets: SIZE_BUCKETS_BY,
	},
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
	eventLoopDelayMin: eventLoopDelay('min', 'Shortest'),
	eventLoopDelayMax: eventLoopDelay('max', 'Longest'),
	eventLoopDelayMean: eventLoopDelay('mean', 'Mean'),
	eventLoopDelayP50: eventLoopDelay('p50', 'Median of the'),
	eventLoopDelayP90: eventLoopDelay('p90', '90th percentile of the'),
	eventLoopDelayP99: eventLoopDelay('p99', '99th percentile of the'),
	processCpuTime: {
		name: 'process.cpu.time',
		instrument: 'observableCounter',
		unit: 's',
		description: 'CPU seconds of this process.',
		attributes: ['cpu.mode'],
	},
	processCpuUtilization: {
		name: 'process.cpu.utilization',
		instrument: 'observableGauge',
		unit: '1',
		description: 'CPU time of this process over the last export interval, as a share of all its CPUs.',
		attributes: ['cpu.mode'],
	},
	processMemoryUsage: {
		name: 'process.memory.usage',
		instrument: 'observableUpDownCounter',
		unit: 'By',
		description: 'Physical memory in use (RSS).',
		attributes: [],
	},
	processUptime: {
		name: 'process.uptime',
		instrument: 'observableGauge',
		unit: 's',
		description: 'Time since this process has started.',
		attributes: [],
	},
	processFileDescriptors: {
		name: 'process.unix.file_descriptor.count',
		instrument: 'observableUpDownCounter',
		unit: '{file_descriptor}',
		description: 'Number of open file descriptors, sockets among them; Linux only.',
		attributes: [],
	},
	processContextSwitches: {
		name: 'process.context_switches',
		instrument: 'observableCounter',
		unit: '{context_switch}',
		description: 'Number of context switches of this process.',
		attributes: ['process.context_switch.type'],
	},
	processPagingFaults: {
		name: 'process.paging.faults',
		instrument: 'observableCounter',
		unit: '{fault}',
		description: 'Number of page faults of this process.',
		attributes: ['system.paging.fault.type'],
	},
	jscHeapSize: {
		name: 'jsc.heap.size',
		instrument: 'observableUpDownCounter',
		unit: 'By',
		description: "Live bytes of JavaScriptCore's heap as of its last collection.",
		attributes: [],
	},
	jscHeapCapacity: {
		name: 'jsc.heap.capacity',
		instrument: 'observableUpDownCounter',
		unit: 'By',
		description:
			"Bytes that JavaScriptCore's heap has reserved, as of the last count: every 10 s, on heaps up to 64 MB.",
		attributes: [],
	},
	jscHeapExtraMemory: {
		name: 'jsc.heap.extra_memory',
		instrument: 'observableUpDownCounter',
		unit: 'By',
		description: 'Bytes outside the heap that its objects hold, such as buffers.',
		attributes: [],
	},
	jscObjects: {
		name: 'jsc.objects',
		instrument: 'observableUpDownCounter',
		unit: '{object}',
		description:
			'Number of live objects in the heap, as of the last count: every 10 s, on heaps up to 64 MB.',
		attributes: [],
	},
	jscProtectedObjects: {
		name: 'jsc.objects.protected',
		instrument: 'observableUpDownCounter',
		unit: '{object}',
		description: 'Number of objects that native code keeps from being collected; counted with `jsc.objects`.',
		attributes: [],
	},
	bunPromises: {
		name: 'bun.promises',
		instrument: 'observableUpDownCounter',
		unit: '{promise}',
		description:
			'Number of live promises, counted with `jsc.objects`: it grows where something is awaited in vain.',
		attributes: [],
	},
	spansStarted: {
		name: 'otel.sdk.span.started',
		instrument: 'counter',
		unit: '{span}',
		description: 'Number of spans started.',
		attributes: ['otel.span.parent.origin', 'otel.span.sampling_result'],
	},
	spansLive: {
		name: 'otel.sdk.span.live',
		instrument: 'upDownCounter',
		unit: '{span}',
		description: 'Number of spans that have not ended.',
		attributes: ['otel.span.sampling_result'],
	},
	samplerDecisions: {
		name: 'glasshouse.sampler.decisions',
		instrument: 'counter',
		unit: '{trace}',
		description: 'Traces by what became of them in this process: kept (and why), let go, or pushed out.',
		attributes: ['glasshouse.sampler.decision'],
	},
	samplerBufferedSpans: {
		name: 'glasshouse.sampler.buffered_spans',
		instrument: 'observableUpDownCounter',
		unit: '{span}',
		description: 'Ended spans that wait for the decision on their trace.',
		attributes: [],
	},
	spanQueueSize: queueSize('span'),
	spanQueueCapacity: queueCapacity('span'),
	spansProcessed: processed('span'),
	spansInflight: inflight('span'),
	spansExported: exported('span'),
	/** Measured by the SDK itself, whose words these are. */
	logsCreated: {
		name: 'otel.sdk.log.created',
		instrument: 'counter',
		unit: '{log_record}',
		description: 'The number of logs submitted to enabled SDK Loggers.',
		attributes: [],
	},
	logQueueSize: queueSize('log'),
	logQueueCapacity: queueCapacity('log'),
	logsProcessed: processed('log'),
	logsInflight: inflight('log'),
	logsExported: exported('log'),
	dataPointsInflight: inflight('metric_data_point'),
	dataPointsExported: exported('metric_data_point'),
	collectionDuration: {
		name: 'otel.sdk.metric_reader.collection.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'How long collecting all metrics took.',
		attributes: [...COMPONENT, 'error.type'],
		buckets: DB_BUCKETS_S,
	},
	exportDuration: {
		name: 'otel.sdk.exporter.operation.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'Duration of one attempt to export a batch.',
		attributes: [...EXPORTER, 'error.type', 'http.response.status_code'],
		buckets: HTTP_BUCKETS_S,
	},
	spoolSize: {
		name: 'glasshouse.otlp.spool.size',
		instrument: 'observableUpDownCounter',
		unit: 'By',
		description: 'Bytes on disk that wait for the collector to come back.',
		attributes: ['glasshouse.signal'],
	},
	spoolItems: {
		name: 'glasshouse.otlp.spool.items',
		instrument: 'observableUpDownCounter',
		unit: '{item}',
		description: 'Spans, log records or data points on disk that wait for the collector to come back.',
		attributes: ['glasshouse.signal'],
	},
} as const satisfies Record<string, MetricDefinition>;

function eventLoopDelay(statistic: string, words: string) {
	return {
		name: `bun.eventloop.delay.${statistic}`,
		instrument: 'observableGauge',
		unit: 's',
		description: `${words} delay of the event loop over the last export interval.`,
		attributes: [],
	} as const;
}

function queueSize(item: Item) {
	return {
		name: `otel.sdk.processor.${item}.queue.size`,
		instrument: 'observableUpDownCounter',
		unit: UNITS[item],
		description: 'Number of items that wait to be exported.',
		attributes: COMPONENT,
	} as const;
}

function queueCapacity(item: Item) {
	return {
		name: `otel.sdk.processor.${item}.queue.capacity`,
		instrument: 'observableUpDownCounter',
		unit: UNITS[item],
		description: 'The most items that may wait to be exported.',
		attributes: COMPONENT,
	} as const;
}

function processed(item: Item) {
	return {
		name: `otel.sdk.processor.${item}.processed`,
		instrument: 'counter',
		unit: UNITS[item],
		description: 'Number of items that were handed to the exporter; with `error.type`, dropped before it.',
		attributes: [...COMPONENT, 'error.type'],
	} as const;
}

function inflight(item: Item) {
	return {
		name: `otel.sdk.exporter.${item}.inflight`,
		instrument: 'upDownCounter',
		unit: UNITS[item],
		description: 'Number of items handed to the exporter whose fate is open.',
		attributes: EXPORTER,
	} as const;
}

function exported(item: Item) {
	return {
		name: `otel.sdk.exporter.${item}.exported`,
		instrument: 'counter',
		unit: UNITS[item],
		description: 'Number of items exported; with `error.type`, those that were dropped, and why.',
		attributes: [...EXPORTER, 'error.type'],
	} as const;
}

const HTTP_SERVER_SPAN_ATTRIBUTES = [
	'http.request.method',
	'http.request.method_original',
	'http.route',
	'http.response.status_code',
	'url.path',
	'url.query',
	'url.scheme',
	'server.address',
	'server.port',
	'client.address',
	'network.peer.address',
	'network.peer.port',
	'user_agent.original',
	'error.type',
] as const;
const DB_SPAN_ATTRIBUTES = [
	'db.system',
	'db.system.name',
	'db.namespace',
	'db.operation.name',
	'db.query.summary',
	'db.query.text',
	'db.response.status_code',
	'db.response.returned_rows',
	'error.type',
	'server.address',
	'server.port',
] as const;

export const SPANS = {
	serve: {
		name: '{http.request.method} {http.route}',
		kind: 'server',
		scope: 'glasshouse.serve',
		description: 'One request to a `Bun.serve`, until its body has been written.',
		attributes: HTTP_SERVER_SPAN_ATTRIBUTES,
	},
	websocket: {
		name: 'websocket {http.route}',
		kind: 'server',
		scope: 'glasshouse.websocket',
		description: 'One WebSocket connection, from its opening to its close; a child of its upgrade request.',
		attributes: [
			'http.route',
			'url.path',
			'server.address',
			'server.port',
			'network.peer.address',
			'websocket.messages.received',
			'websocket.messages.sent',
			'websocket.bytes.received',
			'websocket.bytes.sent',
			'websocket.close_code',
			'websocket.subprotocol',
			'error.type',
		],
	},
	fetch: {
		name: '{http.request.method}',
		kind: 'client',
		scope: 'glasshouse.fetch',
		description: 'One call of the global `fetch`, until the response headers are there.',
		attributes: [
			'http.request.method',
			'http.request.method_original',
			'http.response.status_code',
			'url.full',
			'server.address',
			'server.port',
			'network.peer.address',
			'network.transport',
			'error.type',
		],
	},
	postgres: {
		name: '{db.query.summary}',
		kind: 'client',
		scope: 'glasshouse.pg',
		description: 'One query of `pg`, until its last row.',
		attributes: DB_SPAN_ATTRIBUTES,
	},
	postgresConnect: {
		name: 'pg.connect',
		kind: 'client',
		scope: 'glasshouse.pg',
		description: 'Opening a connection of `pg`.',
		attributes: [
			'db.system',
			'db.system.name',
			'db.namespace',
			'server.address',
			'server.port',
			'db.response.status_code',
			'error.type',
		],
	},
	postgresPool: {
		name: 'pg-pool.connect',
		kind: 'internal',
		scope: 'glasshouse.pg',
		description: 'Waiting for a connection of a pool, where it took more than 1 ms.',
		attributes: ['db.namespace', 'db.client.connection.pool.name', 'db.response.status_code', 'error.type'],
	},
	bunSql: {
		name: '{db.query.summary}',
		kind: 'client',
		scope: 'glasshouse.sql',
		description: 'One query of `Bun.sql`.',
		attributes: DB_SPAN_ATTRIBUTES,
	},
} as const satisfies Record<string, SpanDefinition>;

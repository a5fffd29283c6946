import type { MetricDefinition } from '../definition';

const CONNECTION_BUCKETS_S = [1, 10, 60, 300, 900, 3600, 14_400, 86_400];
const SIZE_BUCKETS_BY = [64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 16_777_216];

/** OpenTelemetry has no conventions for WebSockets yet: these names are our own. */
export const WEBSOCKET_METRICS = {
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
} as const satisfies Record<string, MetricDefinition>;

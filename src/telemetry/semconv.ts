import type * as stable from '@opentelemetry/semantic-conventions';

/*
 * Names of the semantic conventions, copied. The stable ones, whose types hold them to the package: to load that
 * for its thousand constants would cost each start 4 ms and the process 3 MB.
 */
export const ATTR_CLIENT_ADDRESS: typeof stable.ATTR_CLIENT_ADDRESS = 'client.address';
export const ATTR_DB_NAMESPACE: typeof stable.ATTR_DB_NAMESPACE = 'db.namespace';
export const ATTR_DB_OPERATION_NAME: typeof stable.ATTR_DB_OPERATION_NAME = 'db.operation.name';
export const ATTR_DB_QUERY_SUMMARY: typeof stable.ATTR_DB_QUERY_SUMMARY = 'db.query.summary';
export const ATTR_DB_QUERY_TEXT: typeof stable.ATTR_DB_QUERY_TEXT = 'db.query.text';
export const ATTR_DB_RESPONSE_STATUS_CODE: typeof stable.ATTR_DB_RESPONSE_STATUS_CODE =
	'db.response.status_code';
export const ATTR_DB_SYSTEM_NAME: typeof stable.ATTR_DB_SYSTEM_NAME = 'db.system.name';
export const ATTR_DEPLOYMENT_ENVIRONMENT_NAME: typeof stable.ATTR_DEPLOYMENT_ENVIRONMENT_NAME =
	'deployment.environment.name';
export const ATTR_ERROR_TYPE: typeof stable.ATTR_ERROR_TYPE = 'error.type';
export const ATTR_EXCEPTION_MESSAGE: typeof stable.ATTR_EXCEPTION_MESSAGE = 'exception.message';
export const ATTR_EXCEPTION_STACKTRACE: typeof stable.ATTR_EXCEPTION_STACKTRACE = 'exception.stacktrace';
export const ATTR_EXCEPTION_TYPE: typeof stable.ATTR_EXCEPTION_TYPE = 'exception.type';
export const ATTR_HTTP_REQUEST_METHOD: typeof stable.ATTR_HTTP_REQUEST_METHOD = 'http.request.method';
export const ATTR_HTTP_REQUEST_METHOD_ORIGINAL: typeof stable.ATTR_HTTP_REQUEST_METHOD_ORIGINAL =
	'http.request.method_original';
export const ATTR_HTTP_RESPONSE_STATUS_CODE: typeof stable.ATTR_HTTP_RESPONSE_STATUS_CODE =
	'http.response.status_code';
export const ATTR_HTTP_ROUTE: typeof stable.ATTR_HTTP_ROUTE = 'http.route';
export const ATTR_NETWORK_PEER_ADDRESS: typeof stable.ATTR_NETWORK_PEER_ADDRESS = 'network.peer.address';
export const ATTR_NETWORK_PEER_PORT: typeof stable.ATTR_NETWORK_PEER_PORT = 'network.peer.port';
export const ATTR_NETWORK_TRANSPORT: typeof stable.ATTR_NETWORK_TRANSPORT = 'network.transport';
export const ATTR_SERVER_ADDRESS: typeof stable.ATTR_SERVER_ADDRESS = 'server.address';
export const ATTR_SERVER_PORT: typeof stable.ATTR_SERVER_PORT = 'server.port';
export const ATTR_SERVICE_INSTANCE_ID: typeof stable.ATTR_SERVICE_INSTANCE_ID = 'service.instance.id';
export const ATTR_SERVICE_NAME: typeof stable.ATTR_SERVICE_NAME = 'service.name';
export const ATTR_SERVICE_VERSION: typeof stable.ATTR_SERVICE_VERSION = 'service.version';
export const ATTR_TELEMETRY_SDK_LANGUAGE: typeof stable.ATTR_TELEMETRY_SDK_LANGUAGE =
	'telemetry.sdk.language';
export const ATTR_TELEMETRY_SDK_NAME: typeof stable.ATTR_TELEMETRY_SDK_NAME = 'telemetry.sdk.name';
export const ATTR_TELEMETRY_SDK_VERSION: typeof stable.ATTR_TELEMETRY_SDK_VERSION = 'telemetry.sdk.version';
export const ATTR_URL_FULL: typeof stable.ATTR_URL_FULL = 'url.full';
export const ATTR_URL_PATH: typeof stable.ATTR_URL_PATH = 'url.path';
export const ATTR_URL_QUERY: typeof stable.ATTR_URL_QUERY = 'url.query';
export const ATTR_URL_SCHEME: typeof stable.ATTR_URL_SCHEME = 'url.scheme';
export const ATTR_USER_AGENT_ORIGINAL: typeof stable.ATTR_USER_AGENT_ORIGINAL = 'user_agent.original';
export const HTTP_REQUEST_METHOD_VALUE_OTHER: typeof stable.HTTP_REQUEST_METHOD_VALUE_OTHER = '_OTHER';

/* Those that are not stable yet: to be copied, as the conventions ask of libraries. */
export const ATTR_DB_SYSTEM = 'db.system';
export const ATTR_DEPLOYMENT_ENVIRONMENT = 'deployment.environment';
export const ATTR_HOST_NAME = 'host.name';
export const ATTR_PROCESS_PID = 'process.pid';
export const ATTR_PROCESS_RUNTIME_NAME = 'process.runtime.name';
export const ATTR_PROCESS_RUNTIME_VERSION = 'process.runtime.version';
export const ATTR_OTEL_COMPONENT_NAME = 'otel.component.name';
export const ATTR_OTEL_COMPONENT_TYPE = 'otel.component.type';
export const ATTR_DB_CLIENT_CONNECTION_POOL_NAME = 'db.client.connection.pool.name';
export const ATTR_DB_CLIENT_CONNECTION_STATE = 'db.client.connection.state';
export const ATTR_DB_RESPONSE_RETURNED_ROWS = 'db.response.returned_rows';

import type { Attributes } from '@opentelemetry/api';
import {
	ATTR_ERROR_TYPE,
	ATTR_RPC_METHOD,
	ATTR_RPC_SYSTEM_NAME,
	METRIC_RPC_SERVER_CALL_DURATION,
} from '@opentelemetry/semantic-conventions';
import type { MetricDefinition } from '../../../telemetry/definition';
import type { AppError } from '../errors';
import { CALL_BUCKETS_S } from './buckets';
import { make } from './scope';

const ATTR_RPC_RESPONSE_STATUS_CODE = 'rpc.response.status_code';

/** Of procedures; part of the app's catalogue in `../metrics`, as are those of the files beside this one. */
export const CALL_METRICS = {
	rpcCallDuration: {
		name: METRIC_RPC_SERVER_CALL_DURATION,
		instrument: 'histogram',
		unit: 's',
		description: 'Duration of calls of procedures, over HTTP and from pages.',
		attributes: [ATTR_RPC_SYSTEM_NAME, ATTR_RPC_METHOD, ATTR_RPC_RESPONSE_STATUS_CODE, ATTR_ERROR_TYPE],
		buckets: CALL_BUCKETS_S,
	},
} as const satisfies Record<string, MetricDefinition>;

const rpcCallDuration = make.histogram(CALL_METRICS.rpcCallDuration);

/**
 * One call of a procedure. A failure under 500 is an answer: it has a status and is no error.
 * @param startMs `performance.now()` of its beginning
 */
export function recordCall(method: string, startMs: number, failure?: AppError): void {
	const attributes: Attributes = { [ATTR_RPC_SYSTEM_NAME]: 'orpc', [ATTR_RPC_METHOD]: method };
	if (failure !== undefined) attributes[ATTR_RPC_RESPONSE_STATUS_CODE] = failure.code;
	if (failure !== undefined && failure.status >= 500) attributes[ATTR_ERROR_TYPE] = failure.code;
	rpcCallDuration.record((performance.now() - startMs) / 1000, attributes);
}

import type { Attributes, Context } from '@opentelemetry/api';
import {
	ATTR_ERROR_TYPE,
	ATTR_HTTP_REQUEST_METHOD,
	ATTR_HTTP_RESPONSE_STATUS_CODE,
	ATTR_NETWORK_PROTOCOL_VERSION,
	ATTR_SERVER_ADDRESS,
	ATTR_SERVER_PORT,
} from '@opentelemetry/semantic-conventions';
import { METRICS } from '../../../../telemetry/catalogue';
import { instruments } from '../../../../telemetry/definition';
import { portOf } from './hopSpan';
import { type Hop } from './journey';
import { hostOf } from './resolve';

const duration = instruments('glasshouse.probe').histogram(METRICS.httpClientRequestDuration);

/**
 * Measures one request on the wire, to the end of its span: the probe makes its requests by itself, past every
 * instrumentation. One that was cancelled has neither status nor error.
 * @param startMs `performance.now()` of its beginning
 * @param within the context of its span, for exemplars
 */
export function recordHop(hop: Hop, startMs: number, within: Context): void {
	duration.record((performance.now() - startMs) / 1000, attributesOf(hop), within);
}

/** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpclientrequestduration */
function attributesOf({ ask: { url, method }, status, httpVersion, failure }: Hop): Attributes {
	const attributes: Attributes = {
		[ATTR_HTTP_REQUEST_METHOD]: method,
		[ATTR_SERVER_ADDRESS]: hostOf(url),
		[ATTR_SERVER_PORT]: portOf(url),
	};
	if (status !== null) attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] = status;
	if (httpVersion !== null) attributes[ATTR_NETWORK_PROTOCOL_VERSION] = httpVersion;
	if (failure !== null) attributes[ATTR_ERROR_TYPE] = failure.errorCode;
	else if (status !== null && status >= 400) attributes[ATTR_ERROR_TYPE] = String(status);
	return attributes;
}

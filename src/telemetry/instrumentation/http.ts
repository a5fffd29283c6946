import { createRequire } from 'node:module';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { SECRET_QUERY_KEYS } from '../http/redact';

/**
 * The official instrumentation of `node:http` and `node:https`. It patches what is required, and on Bun an ESM
 * import sees the patch only where a `require` came first. `https` goes before `http`: Bun's `https.Server`
 * inherits from `http.Server`, and patching it second would take the patch off its parent.
 */
export function instrumentNodeHttp(): HttpInstrumentation {
	const instrumentation = new HttpInstrumentation({
		redactedQueryParams: [...SECRET_QUERY_KEYS],
		redactedQueryParamsServer: [...SECRET_QUERY_KEYS],
	});
	const require = createRequire(import.meta.url);
	require('https');
	require('http');
	return instrumentation;
}

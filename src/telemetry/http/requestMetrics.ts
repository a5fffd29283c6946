import type { Attributes, Context } from '@opentelemetry/api';
import { METRICS, SPANS } from '../catalogue';
import { instruments } from '../definition';
import { report } from '../guard';

const { histogram, upDownCounter } = instruments(SPANS.serve.scope);
const duration = histogram(METRICS.httpServerRequestDuration);
const active = upDownCounter(METRICS.httpServerActiveRequests);

/** Never throws. @param change +1 where a request begins, -1 where it has ended */
export function countActive(change: 1 | -1, attributes: Attributes): void {
	try {
		active.add(change, attributes);
	} catch (error) {
		report('Counting a request', error);
	}
}

/** @param context with the request's span, for exemplars */
export function recordDuration(seconds: number, attributes: Attributes, context: Context): void {
	duration.record(seconds, attributes, context);
}

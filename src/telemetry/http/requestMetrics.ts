import { metrics, type Attributes, type Span } from '@opentelemetry/api';
import { METRICS, SPANS } from '../catalogue';
import { instruments, observable } from '../definition';
import { guard } from '../guard';
import { recordSoon } from '../metrics/measurements';

const { scope } = SPANS.serve;
const duration = instruments(scope).histogram(METRICS.httpServerRequestDuration);

/** Requests of one sort that are being answered. */
interface Counted {
	readonly attributes: Attributes;
	readonly active: number;
}

const counted: Counted[] = [];

/** Tells of a new sort of requests whenever metrics are collected: a number that is read costs a request nothing. */
export function observeActive(one: Counted): void {
	counted.push(one);
	if (counted.length > 1) return;
	guard('Observing requests', () => {
		observable(metrics.getMeter(scope), METRICS.httpServerActiveRequests).addCallback((result) => {
			for (const { attributes, active } of counted) result.observe(active, attributes);
		});
	});
}

/** Never throws. @param span of the request, for exemplars */
export function recordDuration(seconds: number, attributes: Attributes, span: Span): void {
	recordSoon(duration, seconds, attributes, span);
}

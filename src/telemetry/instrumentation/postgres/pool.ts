import { SpanKind, trace, type Context, type SpanOptions } from '@opentelemetry/api';
import { callersContext, callIn } from '../../callersContext';
import { METRICS } from '../../catalogue';
import { instruments } from '../../definition';
import { invoke, report } from '../../guard';
import { ATTR_DB_NAMESPACE } from '../../semconv';
import { recordSoon } from '../../metrics/measurements';
import { endFailed } from '../../sql/call';
import { describeFailure, isTimeout } from '../../sql/failure';
import { isTracingSuppressed } from '../../suppression';
import { timeOfDay } from '../../tracing/clock';
import { whenSettled } from '../../whenSettled';
import { isMethod, wrapMethod, type Method } from '../../wrapMethod';
import { withOpeningPool } from './opening';
import { SCOPE, watchPool, type PgPool, type PoolWatch } from './pools';

/** A wait that is no longer is not worth a span: there would be one for every query. */
const WORTH_A_SPAN_MS = 1;

const tracer = trace.getTracer(SCOPE);
const { histogram, counter } = instruments(SCOPE);
const waitTime = histogram(METRICS.dbClientConnectionWaitTime);
const timeouts = counter(METRICS.dbClientConnectionTimeouts);

/**
 * In whose name a request waits in the queue of a pool: it may be served in the turn of another. It stands on the
 * request itself, for a WeakMap that each query enters and leaves would keep the garbage collector busy.
 */
const ASKER = Symbol('glasshouse.asker');

interface Queued {
	[ASKER]?: Context;
}

/**
 * Whoever gives a connection back starts the next query that waits for one, in a context that is not that
 * query's own: here the callback, and a connection that must be opened for it, keep the context of who asked.
 */
export function patchPool(pool: object): void {
	wrapMethod<PgPool>(pool, 'connect', (original) => {
		return function (...args) {
			const caller = callersContext();
			const lastBefore = lastInQueue(this);
			const result = connect(original, this, args, caller);
			const last = lastInQueue(this);
			if (last !== undefined && last !== lastBefore && caller !== undefined) remember(last, caller);
			return result;
		};
	});
	wrapMethod<PgPool>(pool, 'newClient', (original) => {
		return function (...args) {
			const [item] = args;
			const asker = isQueued(item) ? item[ASKER] : undefined;
			return withOpeningPool(this, () => callIn(asker, original, this, args));
		};
	});
}

function remember(item: Queued, caller: Context): void {
	try {
		item[ASKER] = caller;
	} catch (error) {
		report('Remembering who asks for a connection', error);
	}
}

/** @param args are its own, to be changed */
function connect(
	original: Method<PgPool>,
	pool: PgPool,
	args: unknown[],
	caller: Context | undefined,
): unknown {
	const [callback] = args;
	const wait = begin(pool, caller);
	if (isMethod(callback)) {
		args[0] = function (this: unknown, ...result: unknown[]): unknown {
			wait?.over(result[0], result[1]);
			if (caller === callersContext()) return invoke(callback, this, result); // where one was idle
			return callIn(caller, callback, this, result);
		};
		return Reflect.apply(original, pool, args);
	}
	const result = Reflect.apply(original, pool, args);
	if (wait === undefined) return result;
	return whenSettled(
		result,
		(client) => wait.over(undefined, client),
		(error) => wait.over(error, undefined),
	);
}

function begin(pool: PgPool, caller: Context | undefined): Wait | undefined {
	try {
		if (caller === undefined || isTracingSuppressed(caller)) return undefined;
		return new Wait(watchPool(pool), caller);
	} catch (error) {
		report('Watching a pool', error);
		return undefined;
	}
}

function lastInQueue({ _pendingQueue: queue }: PgPool): Queued | undefined {
	const last: unknown = Array.isArray(queue) ? queue[queue.length - 1] : undefined;
	return isQueued(last) ? last : undefined;
}

function isQueued(value: unknown): value is Queued {
	return typeof value === 'object' && value !== null;
}

/** The time from asking a pool for a connection until it is there. */
class Wait {
	private readonly startMs = performance.now();

	constructor(
		private readonly watch: PoolWatch,
		private readonly caller: Context,
	) {}

	over(error: unknown, client: unknown): void {
		const nowMs = performance.now();
		const waitedMs = nowMs - this.startMs;
		try {
			if (!error) this.watch.taken(client, nowMs);
			if (waitedMs > WORTH_A_SPAN_MS && trace.getSpan(this.caller) !== undefined) this.tell(error);
		} catch (thrown) {
			report('A span for the wait for a connection', thrown);
		}
		try {
			const { attributes } = this.watch;
			if (attributes === undefined) return;
			recordSoon(waitTime, waitedMs / 1e3, attributes, trace.getSpan(this.caller));
			if (error && isTimeout(error)) timeouts.add(1, attributes, this.caller);
		} catch (thrown) {
			report('Measuring the wait for a connection', thrown);
		}
	}

	private tell(error: unknown): void {
		const span = tracer.startSpan('pg-pool.connect', this.options(), this.caller);
		if (error) endFailed(span, describeFailure(error));
		else span.end();
	}

	private options(): SpanOptions {
		const { endpoint, attributes } = this.watch;
		const namespace = endpoint?.description.namespace;
		const database = namespace === undefined ? {} : { [ATTR_DB_NAMESPACE]: namespace };
		// As a number the SDK would put it on the whole milliseconds of `Date.now()`: before its parent, at times.
		const startTime = timeOfDay(performance.timeOrigin, this.startMs);
		return { kind: SpanKind.INTERNAL, startTime, attributes: { ...database, ...attributes } };
	}
}

import { ROOT_CONTEXT, trace, type Context, type Span } from '@opentelemetry/api';
import { callersContext, callIn } from '../../callersContext';
import { METRICS } from '../../catalogue';
import { instruments } from '../../definition';
import { guard, report } from '../../guard';
import { endFailed } from '../../sql/call';
import { describeFailure } from '../../sql/failure';
import { isTracingSuppressed, suppressTracing } from '../../suppression';
import { whenSettled } from '../../whenSettled';
import { isMethod, wrapMethod } from '../../wrapMethod';
import { endpointOf, type PgClient } from './client';
import { openingPool } from './opening';
import { SCOPE, watchPool, type PoolWatch } from './pools';

const tracer = trace.getTracer(SCOPE);
const createTime = instruments(SCOPE).histogram(METRICS.dbClientConnectionCreateTime);

/** Where a password is asked for while a connection is being opened: under its span. */
const whileOpening = new WeakMap<PgClient, Context>();

interface Emitter {
	once?(event: 'end', listener: () => void): unknown;
	off?(event: 'end', listener: () => void): unknown;
}

/**
 * Gives the opening of a connection a span, under whoever needed it. The connection itself is opened in the
 * context of nobody: a socket keeps its opener's, and whatever arrives on it later, notifications for instance,
 * would be handled as part of a request that is long over.
 */
export function patchConnect(client: object): void {
	wrapMethod<PgClient & Emitter>(client, 'connect', (original) => {
		return function (...args) {
			const caller = callersContext();
			const [callback, ...rest] = args;
			const opening = begin(this, caller);
			if (isMethod(callback)) {
				const told = function (this: unknown, ...result: unknown[]): unknown {
					opening?.over(result[0]);
					return callIn(caller, callback, this, result);
				};
				return callIn(nobody(caller), original, this, [told, ...rest]);
			}
			const result = callIn(nobody(caller), original, this, args);
			if (opening === undefined) return result;
			return whenSettled(
				result,
				() => opening.over(undefined),
				(error) => opening.over(error),
			);
		};
	});
	wrapMethod<PgClient>(client, '_getPassword', (original) => {
		return function (...args) {
			return callIn(whileOpening.get(this), original, this, args);
		};
	});
}

/** What was opened where tracing is suppressed stays so: its notifications are handled in silence, too. */
function nobody(caller: Context | undefined): Context {
	return caller !== undefined && isTracingSuppressed(caller) ? suppressTracing(ROOT_CONTEXT) : ROOT_CONTEXT;
}

function begin(client: PgClient & Emitter, caller: Context | undefined): Opening | undefined {
	if (caller === undefined || isTracingSuppressed(caller)) return undefined;
	return guard('A connection span', () => new Opening(client, caller));
}

/** A connection on its way: it is there, it failed, or its client was ended before either. */
class Opening {
	private readonly startMs = performance.now();
	private readonly span: Span | undefined;
	private readonly watch: PoolWatch | undefined;
	private readonly ended = () => this.over(undefined, false);
	private isOver = false;

	constructor(
		private readonly client: PgClient & Emitter,
		caller: Context,
	) {
		const endpoint = endpointOf(client);
		const pool = openingPool();
		this.watch = pool === undefined ? undefined : watchPool(pool);
		if (this.watch !== undefined) this.watch.endpoint ??= endpoint;
		if (trace.getSpan(caller) !== undefined) {
			this.span = tracer.startSpan('pg.connect', endpoint.connecting, caller);
			whileOpening.set(client, trace.setSpan(caller, this.span));
		}
		client.once?.('end', this.ended);
	}

	/** @param opened whether there is a connection now, where there was no error */
	over(error: unknown, opened = true): void {
		if (this.isOver) return;
		this.isOver = true;
		try {
			whileOpening.delete(this.client);
			this.client.off?.('end', this.ended);
			if (error) this.failed(error);
			else this.span?.end();
		} catch (thrown) {
			report('Ending a connection span', thrown);
		}
		if (!error && opened) guard('Measuring the opening of a connection', () => this.measure());
	}

	private failed(error: unknown): void {
		if (this.span !== undefined) endFailed(this.span, describeFailure(error));
	}

	private measure(): void {
		const attributes = this.watch?.attributes;
		if (attributes !== undefined) createTime.record((performance.now() - this.startMs) / 1e3, attributes);
	}
}

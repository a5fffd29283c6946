import { metrics, type Attributes, type BatchObservableResult, type Observable } from '@opentelemetry/api';
import { METRICS } from '../../catalogue';
import { instruments, observable } from '../../definition';
import { guard, report } from '../../guard';
import { isObject } from '../../isObject';
import { ATTR_DB_CLIENT_CONNECTION_POOL_NAME, ATTR_DB_CLIENT_CONNECTION_STATE } from '../../semconv';
import { recordSoon } from '../../metrics/measurements';
import type { Endpoint } from '../../sql/endpoint';
import { endpointOf } from './client';

export const SCOPE = 'glasshouse.pg';

/** What is used of a `pg.Pool`: nothing of it is taken for granted. */
export interface PgPool {
	readonly options?: { readonly max?: unknown };
	readonly totalCount?: unknown;
	readonly idleCount?: unknown;
	readonly waitingCount?: unknown;
	readonly ended?: unknown;
	readonly _pendingQueue?: unknown;
	on?(event: string, listener: (error: unknown, client: unknown) => void): unknown;
}

/** So many pools are counted; their histograms are kept in any case. */
const MOST_POOLS = 100;

const { histogram } = instruments(SCOPE);
const useTime = histogram(METRICS.dbClientConnectionUseTime);
const watches = new WeakMap<PgPool, PoolWatch>();
const counted = new Set<PoolWatch>();
let observing = false;

/** A client's time with whoever uses it. */
interface Use {
	/** `undefined` while nobody does. */
	sinceMs: number | undefined;
}

/** What is known of one pool. It does not keep the pool alive. */
export class PoolWatch {
	readonly pool: WeakRef<PgPool>;
	/** Known from its first connection on: only a client has made sense of the pool's options. */
	endpoint: Endpoint | undefined;
	private named: Attributes | undefined;
	/** Stays with a client for good: only its number changes from one use to the next. */
	private readonly uses = new WeakMap<object, Use>();

	constructor(pool: PgPool) {
		this.pool = new WeakRef(pool);
		pool.on?.('release', (_error, client) => this.released(client));
	}

	get attributes(): Attributes | undefined {
		if (this.endpoint === undefined) return undefined;
		return (this.named ??= Object.freeze({ [ATTR_DB_CLIENT_CONNECTION_POOL_NAME]: this.endpoint.poolName }));
	}

	/** @param nowMs by `performance.now()` */
	taken(client: unknown, nowMs: number): void {
		if (!isObject(client)) return;
		this.endpoint ??= endpointOf(client);
		const use = this.uses.get(client);
		if (use === undefined) this.uses.set(client, { sinceMs: nowMs });
		else use.sinceMs = nowMs;
	}

	/** Never throws. */
	private released(client: unknown): void {
		try {
			const use = isObject(client) ? this.uses.get(client) : undefined;
			const sinceMs = use?.sinceMs;
			if (use === undefined || sinceMs === undefined || this.attributes === undefined) return;
			use.sinceMs = undefined;
			recordSoon(useTime, (performance.now() - sinceMs) / 1e3, this.attributes, undefined);
		} catch (error) {
			report('Measuring the use of a connection', error);
		}
	}
}

/** Begins to watch a pool when it is first asked for a connection. */
export function watchPool(pool: PgPool): PoolWatch {
	const known = watches.get(pool);
	if (known !== undefined) return known;
	const watch = new PoolWatch(pool);
	watches.set(pool, watch);
	if (counted.size >= MOST_POOLS) forgetEnded();
	if (counted.size < MOST_POOLS) counted.add(watch);
	if (!observing) observe();
	return watch;
}

function forgetEnded(): void {
	for (const watch of counted) {
		const pool = watch.pool.deref();
		if (pool === undefined || pool.ended === true) counted.delete(watch);
	}
}

/** Once for all pools: the instruments are made when the first is used, for the meters are in place by then. */
function observe(): void {
	observing = true;
	const meter = metrics.getMeter(SCOPE);
	const told = {
		count: observable(meter, METRICS.dbClientConnectionCount),
		max: observable(meter, METRICS.dbClientConnectionMax),
		pending: observable(meter, METRICS.dbClientConnectionPendingRequests),
	};
	meter.addBatchObservableCallback(
		(result) => guard('Counting connections', () => observePools(result, told)),
		Object.values(told),
	);
}

type Told = Readonly<Record<'count' | 'max' | 'pending', Observable>>;

function observePools(result: BatchObservableResult, { count, max, pending }: Told): void {
	for (const [name, pools] of byName()) {
		const pool = { [ATTR_DB_CLIENT_CONNECTION_POOL_NAME]: name };
		const idle = sum(pools, ({ idleCount }) => idleCount);
		const used = sum(pools, ({ totalCount }) => totalCount) - idle;
		const most = sum(pools, ({ options }) => options?.max);
		const waiting = sum(pools, ({ waitingCount }) => waitingCount);
		result.observe(count, idle, { ...pool, [ATTR_DB_CLIENT_CONNECTION_STATE]: 'idle' });
		result.observe(count, used, { ...pool, [ATTR_DB_CLIENT_CONNECTION_STATE]: 'used' });
		result.observe(max, most, pool);
		result.observe(pending, waiting, pool);
	}
}

/** Two pools of one database have one name: they are told as one. */
function byName(): Map<string, PgPool[]> {
	forgetEnded();
	const pools = new Map<string, PgPool[]>();
	for (const { endpoint, pool } of counted) {
		const alive = pool.deref();
		if (endpoint === undefined || alive === undefined) continue;
		pools.set(endpoint.poolName, [...(pools.get(endpoint.poolName) ?? []), alive]);
	}
	return pools;
}

function sum(pools: readonly PgPool[], count: (pool: PgPool) => unknown): number {
	return pools
		.map(count)
		.reduce((total: number, value) => total + (typeof value === 'number' ? value : 0), 0);
}

import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type pg from 'pg';
import { newPool } from '../database/connection';

/**
 * A pool whose queries never make a span, wherever they are called from: the engine polls many times a second
 * and keeps its books in the middle of steps.
 */
export function quietPool(url: string, connections: number): pg.Pool {
	const pool = newPool(url, { max: connections });
	pool.connect = quiet(pool.connect);
	pool.on('connect', (client) => {
		client.query = quiet(client.query);
	});
	return pool;
}

/** The same function, called with tracing suppressed. */
function quiet<F extends (...args: never[]) => unknown>(fn: F): F {
	return new Proxy(fn, {
		apply: (target, self, args: unknown[]) =>
			context.with(suppressTracing(context.active()), () => Reflect.apply(target, self, args) as unknown),
	});
}

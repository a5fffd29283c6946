import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type pg from 'pg';
import { newPool } from '../database/connection';
import { preparedName } from './preparedName';

/**
 * The engine's own connections. Their queries never make a span, wherever they are called from: the engine polls many
 * times a second and keeps its books in the middle of steps. And what it asks for every run is prepared: to plan such
 * a statement takes the server several times as long as to carry it out.
 */
export function enginePool(url: string, connections: number): pg.Pool {
	const pool = newPool(url, { max: connections });
	pool.connect = around(pool.connect, quietly);
	pool.on('connect', (client) => {
		client.query = around(client.query, (call, args) => quietly(call, prepared(args)));
	});
	return pool;
}

type Call = (args: unknown[]) => unknown;

/** The same function, each call of which goes through `way`. */
function around<F extends (...args: never[]) => unknown>(
	fn: F,
	way: (call: Call, args: unknown[]) => unknown,
): F {
	return new Proxy(fn, {
		apply: (target, self, args: unknown[]) =>
			way((given) => Reflect.apply(target, self, given) as unknown, args),
	});
}

function quietly(call: Call, args: unknown[]): unknown {
	return context.with(suppressTracing(context.active()), () => call(args));
}

/** Only the form that the engine uses, a text and its values; all else is left as it is. */
function prepared(args: unknown[]): unknown[] {
	const [text, values, ...rest] = args;
	if (typeof text !== 'string' || !Array.isArray(values)) return args;
	const name = preparedName(text);
	return name === undefined ? args : [{ name, text, values: values as unknown[] }, ...rest];
}

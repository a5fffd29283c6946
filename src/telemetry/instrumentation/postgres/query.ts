import type { Context } from '@opentelemetry/api';
import { callersContext, callIn } from '../../callersContext';
import { report } from '../../guard';
import { DatabaseCalls, type DatabaseCall } from '../../sql/call';
import { whenSettled } from '../../whenSettled';
import { isMethod, wrapMethod, type Method } from '../../wrapMethod';
import { endpointOf, type PgClient } from './client';
import { SCOPE } from './pools';
import { followSubmittable, isSubmittable, tellsItsEnd } from './submittable';

type Callback = Method<unknown>;
type Config = Readonly<Record<string, unknown>>;

const calls = new DatabaseCalls(SCOPE);

/**
 * Gives every query of a `pg.Client` a span, from the call to its last row, or to its error. The callback runs in
 * the context of the caller, the socket's own being that of nobody.
 */
export function patchQuery(client: object): void {
	wrapMethod<PgClient>(client, 'query', (original) => {
		return function (...args) {
			const [query] = args;
			const submittable = isSubmittable(query);
			const silent = submittable && !tellsItsEnd(query);
			if (query === null || query === undefined || silent) return Reflect.apply(original, this, args);
			const caller = callersContext();
			const call = begin(this, args, caller);
			if (submittable) followSubmittable(query, caller, call);
			try {
				if (submittable) return Reflect.apply(original, this, args);
				return run(original, this, args, caller, call);
			} catch (error) {
				call?.failed(error);
				throw error;
			}
		};
	});
}

function begin(
	client: PgClient,
	[query, given]: unknown[],
	caller: Context | undefined,
): DatabaseCall | undefined {
	try {
		const config = typeof query === 'string' ? undefined : readable(query);
		const text = typeof query === 'string' ? query : textOf(client, config);
		const values = Array.isArray(given) ? given : config?.values;
		return calls.begin(endpointOf(client), text, Array.isArray(values) && values.length > 0, caller);
	} catch (error) {
		report('Beginning a query span', error);
		return undefined;
	}
}

/** What holds text and values; a stream of pg-query-stream has them in its cursor. */
function readable(query: unknown): Config | undefined {
	if (typeof query !== 'object' || query === null) return undefined;
	const cursor = 'cursor' in query && !('text' in query) ? query.cursor : query;
	return cursor as Config | undefined;
}

/** A prepared statement may be called by its name alone. */
function textOf({ connection }: PgClient, config: Config | undefined): string | undefined {
	const { text, name } = config ?? {};
	const known = text ?? (typeof name === 'string' ? connection?.parsedStatements?.[name] : undefined);
	return typeof known === 'string' ? known : undefined;
}

function run(
	original: Method<PgClient>,
	client: PgClient,
	args: unknown[],
	caller: Context | undefined,
	call: DatabaseCall | undefined,
): unknown {
	const callback = callbackOf(args);
	if (callback !== undefined)
		return withCallback(original, client, args, callback, telling(callback, caller, call));
	const result = Reflect.apply(original, client, args);
	if (call === undefined) return result;
	return whenSettled(
		result,
		(value) => call.succeeded(returnedRows, value),
		(error) => call.failed(error),
	);
}

function callbackOf([query, values, callback]: unknown[]): Callback | undefined {
	if (callback) return isMethod(callback) ? callback : undefined;
	if (isMethod(values)) return values;
	const own = readable(query)?.callback;
	return isMethod(own) ? own : undefined;
}

/** pg writes the callback into the config that it is given, which is the caller's and may be used again. */
function withCallback(
	original: Method<PgClient>,
	client: PgClient,
	[query, values]: unknown[],
	callback: Callback,
	told: Callback,
): unknown {
	const left = isMethod(values) ? undefined : values;
	if (typeof query === 'string') return Reflect.apply(original, client, [query, left, told]);
	const isItsOwn = readable(query)?.callback === callback;
	const config = isItsOwn && typeof query === 'object' && Object.isFrozen(query) ? { ...query } : query;
	try {
		return Reflect.apply(original, client, [config, left, told]);
	} finally {
		if (isHolding(config, told)) config.callback = callback;
	}
}

/** The callback, in the context of the caller, once the call has been told its end. */
function telling(callback: Callback, caller: Context | undefined, call: DatabaseCall | undefined): Callback {
	return function (...args) {
		const [error, result] = args;
		if (error) call?.failed(error);
		else call?.succeeded(returnedRows, result);
		return callIn(caller, callback, this, args);
	};
}

/** Only of a statement that returns rows at all; the results of several come as a list. */
function returnedRows(result: unknown): number | undefined {
	if (Array.isArray(result)) {
		const counts = result.map(returnedRows).filter((count) => count !== undefined);
		return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
	}
	if (typeof result !== 'object' || result === null || !('rows' in result) || !('fields' in result))
		return undefined;
	const { rows, fields } = result;
	return Array.isArray(rows) && Array.isArray(fields) && fields.length > 0 ? rows.length : undefined;
}

function isHolding(config: unknown, callback: Callback): config is { callback: unknown } {
	return (
		typeof config === 'object' && config !== null && 'callback' in config && config.callback === callback
	);
}

import type { Context } from '@opentelemetry/api';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { callersContext, callIn } from '../callersContext';
import { guard, report } from '../guard';
import { isSubmittable } from '../instrumentation/postgres/submittable';
import { isObject } from '../isObject';
import { isMethod, likeItsOriginal, wrapMethod, type Method } from '../wrapMethod';
import { describeQuery, hideValuesInErrors } from './postgresSpan';

/**
 * The official instrumentation of `pg`: one CLIENT span a query, named and described as ours are. Queries outside
 * any span, such as those of a polling loop, make none; nor does opening a connection, or waiting for one.
 */
export function instrumentPostgres(): PgInstrumentation {
	const instrumentation = new MendedPgInstrumentation({
		requireParentSpan: true,
		ignoreConnectSpans: true,
		requestHook: (span, { query }) => {
			describeQuery(span, query);
			hideValuesInErrors(span);
		},
	});
	leaveOutEndless(instrumentation);
	return instrumentation;
}

type PatchedModule = ReturnType<MendedPgInstrumentation['init']>[number];

/** What is used of a `pg.Pool`. */
interface PgPool {
	readonly options?: { readonly connectionString?: unknown };
}

/**
 * A query that waits for a connection is started by whoever gives one back: pg-pool would run it in the context
 * of another request. Here it keeps the context of its own caller. And a pool has its name where all that it knows
 * is a connection string, which the official instrumentation does not read.
 */
class MendedPgInstrumentation extends PgInstrumentation {
	override init() {
		const modules = super.init();
		for (const module of modules) if (module.name === 'pg-pool') mendPool(module);
		return modules;
	}
}

function mendPool(module: Pick<PatchedModule, 'patch'>): void {
	const { patch } = module;
	module.patch = (exports: unknown, version) => {
		const pool: unknown = patch?.(exports, version) ?? exports;
		if (typeof pool === 'function' && isObject(pool.prototype)) wrapMethod(pool.prototype, 'connect', mended);
		return pool;
	};
}

function mended(connect: Method<PgPool>): Method<PgPool> {
	return function (...args) {
		guard('Naming a pool', () => tellWhere(this.options));
		const caller = callersContext();
		const within = args.map((arg) => (isMethod(arg) ? inContext(caller, arg) : arg));
		return Reflect.apply(connect, this, within);
	};
}

function inContext(caller: Context | undefined, callback: Method<unknown>): Method<unknown> {
	return function (...args) {
		return callIn(caller, callback, this, args);
	};
}

/** What the official metrics name a pool by. `pg` itself copies only what is enumerable, and sees nothing of this. */
function tellWhere(options: PgPool['options']): void {
	if (typeof options?.connectionString !== 'string' || 'host' in options) return;
	const url = URL.parse(options.connectionString);
	if (url === null) return;
	const where = { host: url.hostname, port: url.port || '5432', database: url.pathname.slice(1) };
	for (const [key, value] of Object.entries(where))
		Object.defineProperty(options, key, { value, configurable: true, writable: true });
}

/** What the official instrumentation calls on itself. A test fails where an upgrade renames it. */
const QUERY_PATCH = '_getClientQueryPatch';
type Patch = (original: Method<unknown>) => Method<unknown>;

/** It begins a span for a cursor, a stream, or a query that only emits events, and never ends it: these have none. */
function leaveOutEndless(official: PgInstrumentation): void {
	const getPatch: unknown = Reflect.get(official, QUERY_PATCH);
	if (!isPatchMaker(getPatch))
		return report('Mending the instrumentation of pg', new TypeError('It is another one'));
	Reflect.set(official, QUERY_PATCH, (): Patch => {
		const patch = getPatch.call(official);
		return (original) => {
			const patched = patch(original);
			const query = function (this: unknown, ...args: unknown[]): unknown {
				return Reflect.apply(isEndless(args[0]) ? original : patched, this, args);
			};
			return likeItsOriginal(query, original);
		};
	});
}

function isPatchMaker(value: unknown): value is (this: PgInstrumentation) => Patch {
	return typeof value === 'function';
}

function isEndless(query: unknown): boolean {
	return isSubmittable(query) && typeof Reflect.get(query, 'callback') !== 'function';
}

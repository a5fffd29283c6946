import { diag, type Context } from '@opentelemetry/api';
import { callersContext } from '../callersContext';
import { guard, report } from '../guard';
import { DatabaseCalls, type DatabaseCall } from '../sql/call';
import { wrapMethod, type Method } from '../wrapMethod';
import { endpointOf, type SqlAdapter } from './sql/adapter';

const calls = new DatabaseCalls('glasshouse.sql');

/** What sets a lazy query going; each but the first call of them has no such effect. */
const STARTS = ['then', 'catch', 'finally', 'execute', 'run'];

/** A query that was set going: first it is made into a text, then it is sent. */
interface Started {
	readonly caller: Context | undefined;
	call?: DatabaseCall | undefined;
}

const started = new WeakMap<object, Started>();
/** The query that is being made into a text, right now. */
let preparing: Started | undefined;
const patched = new WeakSet();

/**
 * Gives every query of `Bun.sql` a span, through whatever client, transaction or reserved connection it is sent,
 * from when it is set going to its result: waiting for a connection is part of it. All clients share one class
 * of queries, which is patched; `Bun.sql` and `Bun.SQL` stay what they are. A query that nobody awaits is never
 * sent, and has no span. `db.namespace` and the server are those with which the client was made.
 */
export function instrumentSql(): undefined {
	guard('Instrumenting Bun.sql', () => {
		const query = neverSent();
		const adapterKey = Object.getOwnPropertySymbols(query).find(
			({ description }) => description === 'adapter',
		);
		const prototype: unknown = Object.getPrototypeOf(query);
		if (adapterKey === undefined || !isQueryClass(prototype)) {
			diag.warn(`Bun.sql is not traced: its queries are not those of Bun 1.4.5, but of ${Bun.version}`);
			return;
		}
		if (patched.has(prototype)) return;
		patched.add(prototype);
		for (const name of STARTS)
			wrapMethod<object>(prototype, name, (original) => starting(original, adapterKey));
		patchText(prototype);
		patchEnds(prototype);
	});
}

/** Leads to the class of queries, and to nothing else: no connection is made. */
function neverSent(): object {
	try {
		return new Bun.SQL({ adapter: 'postgres', hostname: 'localhost' })``;
	} catch (error) {
		diag.debug('No client for PostgreSQL can be made in this environment', error);
		return new Bun.SQL({ adapter: 'sqlite', filename: ':memory:' })``;
	}
}

function isQueryClass(prototype: unknown): prototype is object {
	if (typeof prototype !== 'object' || prototype === null || prototype === Promise.prototype) return false;
	return [...STARTS, 'setText', 'resolve', 'reject'].every((name) => Object.hasOwn(prototype, name));
}

function starting(original: Method<object>, adapterKey: symbol): Method<object> {
	return function (...args) {
		if (started.has(this)) return Reflect.apply(original, this, args);
		const start: Started = { caller: callersContext() };
		started.set(this, start);
		guard('An adapter of Bun.sql', () => patchAdapter(Reflect.get(this, adapterKey)));
		return prepare(start, original, this, args);
	};
}

function prepare(start: Started, original: Method<object>, query: object, args: unknown[]): unknown {
	const before = preparing;
	preparing = start;
	try {
		return Reflect.apply(original, query, args);
	} finally {
		preparing = before;
	}
}

/** The text of `sql.file` is there only when the file has been read: in the context of nobody. */
function patchText(prototype: object): void {
	wrapMethod<object>(prototype, 'setText', (original) => {
		return function (...args) {
			const start = started.get(this);
			return start === undefined ? Reflect.apply(original, this, args) : prepare(start, original, this, args);
		};
	});
}

/** Once its adapter makes a handle of it, a query is a text and values: that is where its span begins. */
function patchAdapter(adapter: unknown): void {
	if (typeof adapter !== 'object' || adapter === null || patched.has(adapter)) return;
	patched.add(adapter);
	let owner: unknown = adapter;
	while (typeof owner === 'object' && owner !== null && !Object.hasOwn(owner, 'createQueryHandle')) {
		owner = Object.getPrototypeOf(owner);
	}
	if (typeof owner !== 'object' || owner === null || patched.has(owner)) return;
	patched.add(owner);
	wrapMethod<SqlAdapter>(owner, 'createQueryHandle', (original) => {
		return function (...args) {
			const [text, values] = args;
			if (preparing !== undefined) begin(preparing, this, text, values);
			return Reflect.apply(original, this, args);
		};
	});
}

function begin(start: Started, adapter: SqlAdapter, text: unknown, values: unknown): void {
	if (start.call !== undefined || typeof text !== 'string') return;
	try {
		const parameterised = Array.isArray(values) && values.length > 0;
		start.call = calls.begin(endpointOf(adapter), text, parameterised, start.caller);
	} catch (error) {
		report('Beginning a query span', error);
	}
}

/** Everything that a query can come to ends in one of these two. */
function patchEnds(prototype: object): void {
	wrapMethod<object>(prototype, 'resolve', (original) => {
		return function (...args) {
			started.get(this)?.call?.succeeded(returnedRows, args[0]);
			return Reflect.apply(original, this, args);
		};
	});
	wrapMethod<object>(prototype, 'reject', (original) => {
		return function (...args) {
			const call = started.get(this)?.call;
			// Who cancels on purpose did not fail.
			if (Reflect.get(this, 'cancelled') === true) call?.succeeded();
			else call?.failed(args[0]);
			return Reflect.apply(original, this, args);
		};
	});
}

/** Only of a statement that returns rows; the results of several come as a list. */
function returnedRows(result: unknown): number | undefined {
	if (!Array.isArray(result)) return undefined;
	if ('command' in result)
		return result.command === 'SELECT' || result.length > 0 ? result.length : undefined;
	const counts = result.map(returnedRows).filter((count) => count !== undefined);
	return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

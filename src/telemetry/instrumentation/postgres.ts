import { onRequire } from '../onRequire';
import { patchConnect } from './postgres/connect';
import { patchPool } from './postgres/pool';
import { patchQuery } from './postgres/query';
import { patchCancel } from './postgres/submittable';

/** The prototypes that are patched already: `pg` and its parts come by each time that they are required. */
const patched = new WeakSet();

/**
 * Gives the queries of `pg` CLIENT spans, as well as the opening of connections, and waiting for one of a pool
 * where it is long, and measures them all. It reaches `pg` and `pg-pool` as they are required, from whatever
 * path and in any number of copies, if they are loaded from here on; what a bundler has put inline, not.
 * `server.address`, `server.port` and `db.namespace` are those with which the connection was opened.
 */
export function instrumentPostgres(): undefined {
	onRequire(['pg', 'pg-pool', './client'], visit);
}

function visit(exports: unknown): void {
	if (hasMethods(exports, ['connect', 'newClient', '_pulseQueue'])) once(exports.prototype, patchPool);
	const client =
		typeof exports === 'object' && exports !== null && 'Client' in exports ? exports.Client : exports;
	if (!hasMethods(client, ['connect', 'query', 'escapeIdentifier', 'setTypeParser'])) return;
	once(client.prototype, (prototype) => {
		patchQuery(prototype);
		patchConnect(prototype);
		patchCancel(prototype);
	});
}

function once(prototype: object, patch: (prototype: object) => void): void {
	if (patched.has(prototype)) return;
	patched.add(prototype);
	patch(prototype);
}

/** By their methods the classes are known, wherever they were loaded from. */
function hasMethods(value: unknown, names: readonly string[]): value is { prototype: object } {
	if (typeof value !== 'function') return false;
	const prototype: unknown = value.prototype;
	return typeof prototype === 'object' && prototype !== null && names.every((name) => name in prototype);
}

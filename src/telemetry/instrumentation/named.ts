import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { diag } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { ConfigError } from '../config/environment';
import { guard } from '../guard';
import { INSTRUMENTATION_CLASSES, NOT_ON_BUN } from './namedClasses';

const COLLECTION = '@opentelemetry/auto-instrumentations-node';
const PREFIX = '@opentelemetry/instrumentation-';

/**
 * Instrumentations that were asked for by name, out of those that `@opentelemetry/auto-instrumentations-node`
 * holds. Only what is named is loaded. docs/instrumentations.md tells which of them work on Bun.
 * @throws ConfigError for a name that is not known, or of one that would tell nothing true on Bun
 */
export function instrumentNamed(names: readonly string[]): Instrumentation[] {
	for (const name of names) refuseUnusable(name);
	return names.flatMap((name) => {
		const constructor = classOf(name);
		const instrumentation = guard(`Starting ${name}`, () => new constructor({ enabled: true }));
		if (instrumentation === undefined) return [];
		for (const target of targets(instrumentation)) guard(`Loading ${target}`, () => loadForImport(target));
		return instrumentation;
	});
}

function refuseUnusable(name: string): void {
	const value = `OTEL_NODE_ENABLED_INSTRUMENTATIONS=${JSON.stringify(name)} is not usable`;
	const reason = NOT_ON_BUN.get(name);
	if (reason !== undefined) throw new ConfigError(`${value} on Bun: ${reason}`);
	if (INSTRUMENTATION_CLASSES.has(name)) return;
	const known = [...INSTRUMENTATION_CLASSES.keys()].join(', ');
	throw new ConfigError(
		`${value}: expected serve, websocket, fetch, http, pg, sql, runtime, or some of ${known}`,
	);
}

/** Its package is a dependency of the collection, which alone can resolve it for certain. */
function classOf(name: string): InstrumentationClass {
	const collection = dirname(Bun.resolveSync(COLLECTION, import.meta.dirname));
	const exported: unknown = createRequire(import.meta.url)(Bun.resolveSync(PREFIX + name, collection));
	const constructor = memberOf(exported, INSTRUMENTATION_CLASSES.get(name) ?? '');
	if (!isInstrumentationClass(constructor)) throw new Error(`${PREFIX}${name} exports no instrumentation`);
	return constructor;
}

/** What it patches, but files with a path of their own: these are code of the app. */
function targets(instrumentation: Instrumentation): string[] {
	const define = memberOf(instrumentation, 'getModuleDefinitions');
	const definitions: unknown = typeof define === 'function' ? Reflect.apply(define, instrumentation, []) : [];
	if (!Array.isArray(definitions)) return [];
	const names = definitions.map((definition: unknown) => memberOf(definition, 'name'));
	return [...new Set(names)].filter((name) => typeof name === 'string').filter((name) => !isAbsolute(name));
}

/**
 * Instrumentations patch what is required, and on Bun an import sees that only where a `require` came first. What
 * is exchanged as a whole, a function for instance, must be put in its place for it.
 */
function loadForImport(name: string): void {
	const found = resolveFromApp(name);
	if (found === undefined) return diag.debug(`${name} is not there, or no module for require`);
	const exported: unknown = found.require(name);
	const cached = found.require.cache[found.file];
	if (cached !== undefined && cached.exports !== exported) cached.exports = exported;
}

/** As the program resolves it, else as from the folder in which it was started. */
function resolveFromApp(name: string): { require: NodeJS.Require; file: string } | undefined {
	for (const folder of [dirname(Bun.main), process.cwd()]) {
		const require = createRequire(join(folder, 'program.js'));
		try {
			return { require, file: require.resolve(name) };
		} catch (error) {
			diag.debug(`${name} is not in reach of ${folder}`, error);
		}
	}
	return undefined;
}

function memberOf(value: unknown, key: string): unknown {
	if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
	const member: unknown = Reflect.get(value, key);
	return member;
}

type InstrumentationClass = new (config: { enabled: boolean }) => Instrumentation;

function isInstrumentationClass(value: unknown): value is InstrumentationClass {
	return typeof value === 'function';
}

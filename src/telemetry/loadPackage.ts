import { createRequire } from 'node:module';

/**
 * Loads a package at once, yet only when it is wanted: as the ES module that an `import` would give, which Bun's
 * `require` can do, so that nothing is loaded a second time as CommonJS.
 */
export function loadPackage(name: string): unknown {
	return createRequire(import.meta.url)(Bun.resolveSync(name, import.meta.dirname));
}

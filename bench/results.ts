import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../tests/support/folders';

/** What was measured last, of each measurement: what docs/performance.md is made of. */
const FOLDER = 'bench/results';

/** Keeps a result in the place of the one before; returns its path. @param name of the measurement */
export async function saveResult(name: string, result: unknown): Promise<string> {
	const path = join(FOLDER, `${name}.json`);
	mkdirSync(join(ROOT, FOLDER), { recursive: true });
	const text = await format(JSON.stringify(result), { ...(await resolveConfig(path)), parser: 'json' });
	writeFileSync(join(ROOT, path), text);
	return path;
}

/** All results that are kept, by the name of their measurement, in alphabetical order. */
export function savedResults(): ReadonlyMap<string, unknown> {
	const folder = join(ROOT, FOLDER);
	const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
	const names = files.map((file) => file.replace(/\.json$/, '')).sort();
	return new Map(
		names.map((name): [string, unknown] => [
			name,
			JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')),
		]),
	);
}

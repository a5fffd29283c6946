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
	return new Map(
		files.sort().map((file): [string, unknown] => {
			const result: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
			return [file.replace(/\.json$/, ''), result];
		}),
	);
}

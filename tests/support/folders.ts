import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The repository's root. */
export const ROOT = resolve(import.meta.dir, '../..');

/** A folder of its own for one test; other users may enter, since PostgreSQL never runs as root. */
export function temporaryFolder(): { path: string; remove: () => void } {
	const path = mkdtempSync(join(tmpdir(), 'glasshouse-test-'));
	chmodSync(path, 0o755);
	return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

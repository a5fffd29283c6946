import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder for all that a benchmark puts on disk, the embedded database included, which takes TMPDIR from here. It
 * goes with the process, however that ends short of SIGKILL.
 */
export function workFolder(): string {
	const path = mkdtempSync(join(tmpdir(), 'glasshouse-bench-'));
	// PostgreSQL never runs as root, and is to come in.
	chmodSync(path, 0o755);
	process.env.TMPDIR = path;
	process.on('exit', () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
	return path;
}

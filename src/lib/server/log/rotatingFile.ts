import {
	appendFileSync,
	closeSync,
	fstatSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	renameSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Older files beside the one that is written: `app.log.1` is the newest of them. */
const KEPT = 4;

/**
 * A file that lines are appended to, and that never grows past a size: then it is moved aside. It is written
 * synchronously, so that whatever ends the process finds every line written.
 */
export class RotatingFile {
	private open: { fd: number; bytes: number } | undefined;

	/** Opens nothing yet. @param maxBytes of each file; a longer line stands alone in its file */
	constructor(
		readonly path: string,
		private readonly maxBytes: number,
		private readonly kept = KEPT,
	) {}

	/** Opens the file, and makes its folder, unless that is done. @throws what the system says */
	prepare(): { fd: number; bytes: number } {
		if (this.open !== undefined) return this.open;
		mkdirSync(dirname(this.path), { recursive: true });
		const fd = openSync(this.path, 'a', 0o640);
		return (this.open = { fd, bytes: fstatSync(fd).size });
	}

	/** @throws what the system says; the next line is tried again */
	write(line: string): void {
		const bytes = Buffer.byteLength(line);
		if (this.prepare().bytes > 0 && this.prepare().bytes + bytes > this.maxBytes) this.rotate();
		const open = this.prepare();
		appendFileSync(open.fd, line);
		open.bytes += bytes;
	}

	close(): void {
		if (this.open !== undefined) closeSync(this.open.fd);
		this.open = undefined;
	}

	/** A single file that was mounted into a container cannot be moved: it begins anew where it is. */
	private rotate(): void {
		const open = this.prepare();
		try {
			for (let at = this.kept; at > 0; at -= 1) this.moveAside(at);
			this.close();
		} catch {
			ftruncateSync(open.fd);
			open.bytes = 0;
		}
	}

	/** `app.log.2` becomes `app.log.3`; the oldest is overwritten. */
	private moveAside(at: number): void {
		const from = at === 1 ? this.path : `${this.path}.${at - 1}`;
		try {
			renameSync(from, `${this.path}.${at}`);
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
		}
	}
}

import type { Framing } from './framing';
import { malformed } from './http1Error';
import type { KeptBody } from './keptBody';

const NEWLINE = 10;
/** For a chunk's size with its extensions, and for all trailers together, in bytes. */
const LONGEST_LINES = 16 * 1024;
/** Extensions follow it, and mean nothing here. */
const SIZE = /^([\da-f]{1,12})[ \t]*(?:;.*)?$/i;

/** A body in chunks (https://www.rfc-editor.org/rfc/rfc9112#section-7.1). Trailers are read and forgotten. */
export class ChunkedFraming implements Framing {
	readonly endsWithConnection = false;
	private next: 'size' | 'data' | 'end of data' | 'trailer' | 'nothing' = 'size';
	/** Of the chunk's data, in bytes. */
	private left = 0;
	/** As far as it has come. */
	private line = '';
	private lineBytes = 0;

	get isWhole(): boolean {
		return this.next === 'nothing';
	}

	take(bytes: Uint8Array, into: KeptBody): number {
		let at = 0;
		while (at < bytes.length && !this.isWhole) {
			const rest = bytes.subarray(at);
			at += this.next === 'data' ? this.takeData(rest, into) : this.takeLine(rest);
		}
		return at;
	}

	private takeData(bytes: Uint8Array, into: KeptBody): number {
		const own = bytes.subarray(0, this.left);
		into.add(own);
		this.left -= own.length;
		if (this.left === 0) this.next = 'end of data';
		return own.length;
	}

	private takeLine(bytes: Uint8Array): number {
		const newline = bytes.indexOf(NEWLINE);
		const own = newline === -1 ? bytes : bytes.subarray(0, newline + 1);
		this.lineBytes += own.length;
		if (this.lineBytes > LONGEST_LINES) throw malformed('a chunk of it begins or ends with too much');
		this.line += Buffer.from(own.buffer, own.byteOffset, own.length).toString('latin1');
		if (newline !== -1) this.endLine(this.line.trimEnd());
		return own.length;
	}

	private endLine(line: string): void {
		this.line = '';
		if (this.next === 'trailer') {
			if (line === '') this.next = 'nothing';
			return;
		}
		this.lineBytes = 0;
		if (this.next === 'size') return this.beginChunk(line);
		if (line !== '') throw malformed('a chunk of it is longer than its size');
		this.next = 'size';
	}

	private beginChunk(line: string): void {
		const size = SIZE.exec(line)?.[1];
		if (size === undefined) throw malformed('a chunk of it has no size');
		this.left = parseInt(size, 16);
		this.next = this.left === 0 ? 'trailer' : 'data';
	}
}

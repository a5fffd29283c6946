import { MOST_BYTES } from '../readBody';
import { checkStatusLine, parseHead, type AnswerHead } from './answerHead';
import { framingOf, type Framing } from './framing';
import { malformed } from './http1Error';
import { KeptBody } from './keptBody';
import { makeResponse } from './response';

/** Of all heads of an answer together: interim answers have one too. */
const LONGEST_HEAD = 64 * 1024;
const NEWLINE = 10;
const EMPTY_LINE = /\n\r?\n/;

/** Reads one answer from the bytes of a connection, however they are split. */
export class AnswerReader {
	/** Whether anything has come. */
	hasBegun = false;
	/** Whether the connection can carry another request, once the answer is whole. */
	isReusable = false;
	private head: AnswerHead | undefined;
	private framing: Framing | undefined;
	private readonly body = new KeptBody(MOST_BYTES);
	/** Of the head, what has come; each character a byte. */
	private text = '';
	private headBytes = 0;

	/** Whether the status is known, by which all is decided. */
	get hasHead(): boolean {
		return this.head !== undefined;
	}

	/**
	 * Takes the bytes that came next. What follows an answer, or exceeds 64 KiB of body, ends its connection's use.
	 * @returns whether the answer is there, as far as it is looked at
	 * @throws Http1Error where it is none
	 */
	take(bytes: Buffer): boolean {
		this.hasBegun = true;
		const rest = this.head === undefined ? this.takeHead(bytes) : bytes;
		if (this.framing === undefined) return false;
		const taken = this.framing.take(rest, this.body);
		const isWhole = this.framing.isWhole && !this.body.isOverfull;
		this.isReusable = isWhole && taken === rest.length && this.head?.keepsConnection === true;
		return isWhole || this.body.isOverfull;
	}

	/** The connection has ended. @returns whether the answer is there */
	end(): boolean {
		this.isReusable = false;
		return this.framing?.endsWithConnection ?? false;
	}

	/**
	 * @param failure what the body failed with, where it is not there to its end
	 * @throws Http1Error where there is no head
	 */
	response(failure?: Error): Response {
		if (this.head === undefined) throw malformed('it has no head');
		return makeResponse(this.head, failure ?? this.body.bytes());
	}

	/** @returns what follows the head */
	private takeHead(bytes: Buffer): Buffer {
		this.text += bytes.toString('latin1');
		// A line that has not ended decides nothing, and is not looked through again and again.
		while (this.head === undefined && bytes.includes(NEWLINE) && this.text.includes('\n')) {
			checkStatusLine(this.text);
			const end = endOfHead(this.text);
			if (end === 0) break;
			this.endHead(end);
		}
		if (this.head === undefined) {
			this.checkLength(this.text.length);
			return bytes.subarray(bytes.length);
		}
		const rest = bytes.subarray(bytes.length - this.text.length);
		this.text = '';
		return rest;
	}

	private endHead(end: number): void {
		const head = parseHead(this.text.slice(0, end));
		this.text = this.text.slice(end);
		this.checkLength(end);
		this.headBytes += end;
		if (head.status < 200) return;
		this.framing = framingOf(head);
		this.head = head;
	}

	private checkLength(more: number): void {
		if (this.headBytes + more > LONGEST_HEAD) throw malformed('its head is too long');
	}
}

/** How long a head is, its empty line included; 0 where that has not come. */
function endOfHead(text: string): number {
	const found = EMPTY_LINE.exec(text);
	return found === null ? 0 : found.index + found[0].length;
}

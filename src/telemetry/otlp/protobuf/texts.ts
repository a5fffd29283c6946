import { ProtobufWriter, type Piece } from './writer';

/** Longer ones are seldom the same twice, and would hold memory. */
const LONGEST = 64;

let scratch: ProtobufWriter | undefined;

/** What `write` writes, to be written again and again. */
export function pieceOf(write: (writer: ProtobufWriter) => void): Piece {
	scratch ??= new ProtobufWriter(4 * LONGEST);
	write(scratch);
	return scratch.finishPiece();
}

/**
 * Knows how texts are written, as long as they are few: methods, routes, names of spans. With one too many it gives
 * up for good, for where they differ each time, remembering them would only cost.
 */
export class FewTexts {
	private pieces: Map<string, Piece> | undefined = new Map();
	private last: string | undefined;
	private lastPiece: Piece | undefined;

	constructor(
		private readonly most: number,
		private readonly write: (writer: ProtobufWriter, text: string) => void,
	) {}

	/** @returns `undefined` where the text is to be written as any other */
	get(text: string): Piece | undefined {
		if (text === this.last) return this.lastPiece;
		return this.pieces === undefined ? undefined : this.find(this.pieces, text);
	}

	private find(pieces: Map<string, Piece>, text: string): Piece | undefined {
		if (text.length > LONGEST) return undefined;
		const piece = pieces.get(text) ?? this.learn(pieces, text);
		if (piece === undefined) return undefined;
		this.last = text;
		this.lastPiece = piece;
		return piece;
	}

	private learn(pieces: Map<string, Piece>, text: string): Piece | undefined {
		if (pieces.size >= this.most) {
			this.pieces = this.last = undefined;
			return undefined;
		}
		const piece = pieceOf((writer) => this.write(writer, text));
		pieces.set(text, piece);
		return piece;
	}
}

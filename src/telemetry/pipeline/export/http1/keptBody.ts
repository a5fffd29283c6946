/** Of an answer's body, what is kept to be looked at. */
export class KeptBody {
	private readonly pieces: Uint8Array[] = [];
	private length = 0;

	/** @param most bytes that are kept */
	constructor(private readonly most: number) {}

	/** Whether there was more than is kept. */
	get isOverfull(): boolean {
		return this.length > this.most;
	}

	add(piece: Uint8Array): void {
		if (piece.length === 0 || this.isOverfull) return;
		this.pieces.push(piece);
		this.length += piece.length;
	}

	bytes(): Uint8Array<ArrayBuffer> {
		return new Uint8Array(Buffer.concat(this.pieces, Math.min(this.length, this.most)));
	}
}

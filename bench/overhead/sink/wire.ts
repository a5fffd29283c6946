/**
 * Reads a message in protobuf as far as its fields go: https://protobuf.dev/programming-guides/encoding/.
 * Calls back with the bounds of every message, text or bytes at a path of field numbers from the outermost message
 * inwards, and skips all else unread.
 * @throws RangeError where it is no message
 */
export function visit(
	body: Buffer,
	bounds: Bounds,
	path: readonly (readonly number[])[],
	found: (bounds: Bounds, field: number) => void,
	depth = 0,
): void {
	const reader = new Reader(body, bounds.start);
	while (reader.at < bounds.end) {
		const tag = reader.varint();
		const length = reader.lengthOf(tag & 7);
		const inner = { start: reader.at, end: reader.at + length };
		reader.at = inner.end;
		if (inner.end > bounds.end) throw new RangeError('A field goes beyond its message');
		if ((tag & 7) !== 2 || path[depth]?.includes(tag >>> 3) !== true) continue;
		if (depth === path.length - 1) found(inner, tag >>> 3);
		else visit(body, inner, path, found, depth + 1);
	}
}

/** Where in a body something stands; the end is the first byte after it. */
export interface Bounds {
	readonly start: number;
	readonly end: number;
}

class Reader {
	constructor(
		private readonly body: Buffer,
		public at: number,
	) {}

	varint(): number {
		let value = 0;
		for (let factor = 1; ; factor *= 128) {
			const byte = this.body[this.at++];
			if (byte === undefined) throw new RangeError('A number is cut off');
			value += (byte & 127) * factor;
			if (byte < 128) return value;
		}
	}

	/** How long a field's content is; its bounds are not told for a number, which is read over here. */
	lengthOf(wireType: number): number {
		if (wireType === 2) return this.varint();
		if (wireType === 1) return 8;
		if (wireType === 5) return 4;
		if (wireType !== 0) throw new RangeError(`There is no wire type ${wireType}`);
		this.varint();
		return 0;
	}
}

import { ProtobufWriter } from './writer';

export interface WriterPoolBounds {
	/** Writers that wait to be used again. */
	readonly mostIdle: number;
	/** Bytes of the memory of each: a rare big batch must not keep its memory for ever. */
	readonly mostKept: number;
	/** Bytes that a new one begins with. */
	readonly firstSize?: number;
}

/** Writers whose memory is used again. */
export class WriterPool {
	private readonly idle: ProtobufWriter[] = [];

	constructor(private readonly bounds: WriterPoolBounds) {}

	take(): ProtobufWriter {
		return this.idle.pop() ?? new ProtobufWriter(this.bounds.firstSize);
	}

	/** What was written is forgotten: nobody may read it any more. */
	give(writer: ProtobufWriter): void {
		const { mostIdle, mostKept } = this.bounds;
		writer.cut(0);
		if (this.idle.length < mostIdle && writer.capacity <= mostKept) this.idle.push(writer);
	}
}

import type { OtlpProtocol } from '../../config';

/** What is to be exported together, before it is encoded. */
export interface Load {
	/** Spans, log records or data points. */
	readonly items: number;
	/** @throws where something in it cannot be encoded */
	encode(protocol: OtlpProtocol): Uint8Array<ArrayBuffer>;
	/** Two loads with the items of this one; none where there is only one. */
	halves(): readonly Load[];
	/** It has been encoded, or never will be: what it holds is not needed any more. */
	release?(): void;
}

/** What is to be known of items of one kind. */
export interface ItemKind<T> {
	encode(items: readonly T[], protocol: OtlpProtocol): Uint8Array<ArrayBuffer>;
}

export class ItemLoad<T> implements Load {
	constructor(
		private readonly batch: readonly T[],
		private readonly kind: ItemKind<T>,
	) {}

	get items(): number {
		return this.batch.length;
	}

	encode(protocol: OtlpProtocol): Uint8Array<ArrayBuffer> {
		return this.kind.encode(this.batch, protocol);
	}

	halves(): readonly Load[] {
		if (this.batch.length < 2) return [];
		const middle = this.batch.length >> 1;
		return [this.batch.slice(0, middle), this.batch.slice(middle)].map(
			(half) => new ItemLoad(half, this.kind),
		);
	}
}

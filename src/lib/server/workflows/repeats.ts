interface Told {
	atMs: number;
	heldBack: number;
}

/** Holds back what was said a moment ago, and counts it. Remembers at most `most` texts, the oldest goes first. */
export class Repeats {
	private readonly told = new Map<string, Told>();

	constructor(
		private readonly windowMs: number,
		private readonly most: number,
	) {}

	/** @returns how often `text` was held back since it was last told, or `null` where it is held back now */
	take(text: string, nowMs = performance.now()): number | null {
		const last = this.told.get(text);
		if (last !== undefined && nowMs - last.atMs < this.windowMs) {
			last.heldBack += 1;
			return null;
		}
		this.told.delete(text);
		this.told.set(text, { atMs: nowMs, heldBack: 0 });
		for (const oldest of this.told.keys()) {
			if (this.told.size <= this.most) break;
			this.told.delete(oldest);
		}
		return last?.heldBack ?? 0;
	}
}

import { MOST_PARTS, type Part } from './messages';

const MOST_INCOMPLETE = 64;
const MOST_WAIT_MS = 10_000;

interface Incomplete {
	readonly parts: (string | undefined)[];
	missing: number;
	readonly sinceMs: number;
}

/** Puts messages together of their parts. Those that are never whole are given up, the oldest first. */
export class Joining {
	private readonly incomplete = new Map<string, Incomplete>();
	/** Messages of which a part never came. */
	lost = 0;

	/** @returns the whole body once the last part has come */
	add({ from, message, part, parts, body }: Part, nowMs = performance.now()): string | undefined {
		if (parts === 1) return body;
		const key = `${from} ${message}`;
		const known = this.incomplete.get(key) ?? this.begin(key, parts, nowMs);
		if (known.parts.length !== parts || part >= parts || known.parts[part] !== undefined) return undefined;
		known.parts[part] = body;
		known.missing -= 1;
		if (known.missing > 0) return undefined;
		this.incomplete.delete(key);
		return known.parts.join('');
	}

	private begin(key: string, parts: number, nowMs: number): Incomplete {
		for (const [other, { sinceMs }] of this.incomplete) {
			if (this.incomplete.size < MOST_INCOMPLETE && nowMs - sinceMs < MOST_WAIT_MS) break;
			this.incomplete.delete(other);
			this.lost += 1;
		}
		const length = Math.min(parts, MOST_PARTS);
		const begun = {
			parts: new Array<string | undefined>(length).fill(undefined),
			missing: length,
			sinceMs: nowMs,
		};
		this.incomplete.set(key, begun);
		return begun;
	}
}

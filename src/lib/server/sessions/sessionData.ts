import type { SessionData, SessionValue } from '$trace/sessionEvent';
import { isSecretName, MASK, maskSecrets } from '../checks/maskSecrets';
import { cutText } from './cutText';

export interface DataBounds {
	/** Characters of a string, the mark of what was cut included. */
	text: number;
	/** Objects and arrays inside one another. */
	depth: number;
	/** Keys of one object, and items of one array. */
	keys: number;
	items: number;
	/** Characters of all keys and values together. */
	total: number;
}

export const DATA_BOUNDS: DataBounds = { text: 100, depth: 6, keys: 32, items: 32, total: 4000 };

/** What may stand in an event, and how many values were left out of it. */
export interface Bounded {
	data: SessionData;
	left: number;
}

/** What is looked through for secrets; what comes behind it is cut anyway. */
const MOST_MASKED = 2000;
/** A single short word holds none of the shapes of a secret, and most values are one. */
const HARMLESS = /^[\w-]{0,12}$/;
/** A number, `true`, `null`: about so many characters. */
const SCALAR = 8;

/**
 * Anything as plain JSON of bounded size, without secrets: strings cut, what is too deep or too much left out and
 * counted. What is no JSON becomes what a reader can use. Never throws, whatever a getter does.
 * @param given an object; anything else is put under `value`
 */
export function sessionData(given: unknown, bounds = DATA_BOUNDS): Bounded {
	if (given === undefined) return { data: {}, left: 0 };
	const copy = new Copy(bounds);
	const value = copy.of(given, bounds.depth);
	return { data: isData(value) ? value : { value }, left: copy.left };
}

function isData(value: SessionValue): value is SessionData {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Copy {
	left = 0;
	private room: number;
	/** The objects around the one that is copied now: one of them again would go on for ever. */
	private readonly around = new Set<object>();

	constructor(private readonly bounds: DataBounds) {
		this.room = bounds.total;
	}

	of(value: unknown, depth: number): SessionValue {
		try {
			return this.copied(value, depth);
		} catch {
			// A getter, a proxy or a toJSON of somebody else's: that it could not be read is all there is to tell.
			return this.text('[unreadable]');
		}
	}

	private copied(value: unknown, depth: number): SessionValue {
		if (typeof value === 'string') return this.text(value);
		if (typeof value !== 'object' || value === null) return this.scalar(value);
		if (value instanceof Date)
			return this.text(Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString());
		if (value instanceof URL || value instanceof RegExp) return this.text(String(value));
		if (this.around.has(value)) return this.text('[circular]');
		if (depth === 0) return this.leave('[too deep]');
		this.around.add(value);
		try {
			return this.nested(value, depth - 1);
		} finally {
			this.around.delete(value);
		}
	}

	private scalar(value: unknown): SessionValue {
		this.room -= SCALAR;
		if (typeof value === 'boolean') return value;
		// JSON knows no -0.
		if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value);
		if (typeof value === 'function') return this.text(`[function ${value.name}]`);
		return typeof value === 'bigint' || typeof value === 'symbol' ? this.text(String(value)) : null;
	}

	private nested(value: object, depth: number): SessionValue {
		if (value instanceof Error) return this.error(value, depth);
		if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
			return this.text(`[${value.byteLength} bytes]`);
		if (value instanceof Map) return this.entries(mapEntries(value, this.bounds.keys), value.size, depth);
		if (value instanceof Set) return this.list(firstOf(value, this.bounds.items), value.size, depth);
		if (Array.isArray(value)) return this.list(value.slice(0, this.bounds.items), value.length, depth);
		if ('toJSON' in value && typeof value.toJSON === 'function') {
			return this.of(Reflect.apply(value.toJSON, value, []), depth);
		}
		const keys = Object.keys(value);
		const kept = keys.slice(0, this.bounds.keys);
		return this.entries(
			kept.map((key) => [key, read(value, key)] as const),
			keys.length,
			depth,
		);
	}

	private error(error: Error, depth: number): SessionValue {
		const facts = [
			['name', () => error.name],
			['message', () => error.message],
			...(error.cause === undefined ? [] : [['cause', () => error.cause] as const]),
		] as const;
		return this.entries(facts, facts.length, depth);
	}

	/** @param size how many there are in all */
	private list(items: readonly unknown[], size: number, depth: number): SessionValue {
		this.left += size - items.length;
		const list: SessionValue[] = [];
		for (const item of items) {
			if (this.room <= 0) this.left += 1;
			else list.push(this.of(item, depth));
		}
		return list;
	}

	private entries(
		entries: readonly (readonly [key: string, read: () => unknown])[],
		size: number,
		depth: number,
	): SessionValue {
		this.left += size - entries.length;
		const data: SessionData = {};
		for (const [key, readValue] of entries) {
			if (this.room <= 0) this.left += 1;
			else this.put(data, cutText(key, this.bounds.text), readValue, depth);
		}
		return data;
	}

	/** Not by assignment: a key of the name `__proto__` is a key like any other. */
	private put(data: SessionData, key: string, readValue: () => unknown, depth: number): void {
		this.room -= key.length;
		const value = this.entry(key, readValue, depth);
		Object.defineProperty(data, key, { value, enumerable: true, writable: true, configurable: true });
	}

	private entry(key: string, readValue: () => unknown, depth: number): SessionValue {
		try {
			const value = readValue();
			return isSecretName(key) && value !== null ? this.text(MASK) : this.of(value, depth);
		} catch {
			return this.text('[unreadable]');
		}
	}

	private text(text: string): string {
		const cut = HARMLESS.test(text) ? text : this.masked(text);
		this.room -= cut.length;
		return cut;
	}

	private masked(text: string): string {
		const { text: most } = this.bounds;
		const masked = maskSecrets(text.slice(0, MOST_MASKED));
		if (text.length <= MOST_MASKED) return cutText(masked, most);
		// What comes behind may be the rest of a secret: it is counted, but nothing of it may be seen.
		const isFilled = masked.length > 2 * most;
		return isFilled ? cutText(masked + text.slice(MOST_MASKED), most) : `${cutText(masked, most - 1)}…`;
	}

	private leave(mark: string): string {
		this.left += 1;
		return this.text(mark);
	}
}

function read(value: object, key: string): () => unknown {
	return () => Reflect.get(value, key) as unknown;
}

function mapEntries(map: ReadonlyMap<unknown, unknown>, most: number) {
	return firstOf(map, most).map(([key, value]) => [String(key), () => value] as const);
}

function firstOf<T>(items: Iterable<T>, most: number): T[] {
	const first: T[] = [];
	for (const item of items) {
		if (first.length >= most) break;
		first.push(item);
	}
	return first;
}

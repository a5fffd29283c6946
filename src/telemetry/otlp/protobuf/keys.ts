import { FewTexts, pieceOf } from './texts';
import { KEY, STRING, VALUE } from './valueFields';
import type { Piece } from './writer';

/** Instrumentations know some hundreds; whoever makes keys out of data has them written as any other text. */
const MOST_KEYS = 1_000;
const LONGEST_KEY = 64;
/** Values of one key, such as the methods of requests. */
const MOST_VALUES = 8;

/** A key of attributes that has been seen before. */
export interface KnownKey {
	/** The key as a field of a KeyValue, and the tag of the value that follows it. */
	readonly head: Piece;
	/** With a text: the whole KeyValue from its length on, that is without its tag. */
	readonly texts: FewTexts;
}

/** Remembers keys, the first ones that come. */
export class KnownKeys {
	private readonly keys = new Map<string, KnownKey>();

	constructor(private readonly most = MOST_KEYS) {}

	/** @returns `undefined` where the key is to be written as any other text */
	get(key: string): KnownKey | undefined {
		return this.keys.get(key) ?? this.learn(key);
	}

	private learn(key: string): KnownKey | undefined {
		if (this.keys.size >= this.most || key.length > LONGEST_KEY) return undefined;
		const known = { head: headOf(key), texts: textsOf(key) };
		this.keys.set(key, known);
		return known;
	}
}

/** Of all attributes, whatever they are on. */
export const knownKeys = new KnownKeys();

function headOf(key: string): Piece {
	return pieceOf((writer) => {
		writer.string(KEY, key);
		writer.varint(VALUE);
	});
}

function textsOf(key: string): FewTexts {
	return new FewTexts(MOST_VALUES, (writer, text) => {
		const start = writer.beginUntagged();
		writer.string(KEY, key);
		const value = writer.begin(VALUE);
		writer.string(STRING, text);
		writer.end(value);
		writer.end(start);
	});
}

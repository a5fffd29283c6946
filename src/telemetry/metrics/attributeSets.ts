import type { Attributes } from '@opentelemetry/api';
import { isObject } from '../isObject';
import { owned, sorted, textOf, type Bag } from './attributeValues';

/** https://opentelemetry.io/docs/specs/otel/metrics/sdk/#overflow-attribute */
export const OVERFLOW: Attributes = Object.freeze({ 'otel.metric.overflow': true });

/** A place in the tree: what is here, and where each next attribute leads. */
class Node<T> {
	item: T | undefined;
	/** The key that comes next, and the first value it had: most keys have only one, which needs no map. */
	key: string | undefined;
	value: unknown;
	next: Node<T> | undefined;
	others: Map<unknown, Node<T>> | undefined;
	/** Nodes that stand in for this one where another key comes next. */
	keys: Map<string, Node<T>> | undefined;
}

/** Their text is told from a string by the key: keys are written by developers, values may come from outside. */
const STRUCTURED = '\0structured';

/**
 * One item for each set of attributes, whatever the order of its keys; at most `limit` of them, the last of which
 * stands for all further sets. Finding one compares and allocates no text: it walks a tree, one step an attribute.
 */
export class AttributeSets<T> {
	readonly items: T[] = [];
	private readonly root = new Node<T>();
	/** Sets that can never change: no need to look into them again. */
	private frozen: WeakMap<object, T> | undefined;
	private aliases = 0;

	/** @param create makes the item of a set; the attributes are its own. Of {@link OVERFLOW} for all the rest. */
	constructor(
		private readonly limit: number,
		private readonly create: (attributes: Attributes) => T,
	) {}

	get(attributes: Bag): T {
		return this.frozen?.get(attributes) ?? this.find(attributes) ?? this.resolve(attributes);
	}

	/** The slow way, once for each set and order of keys. */
	private resolve(attributes: Bag): T {
		const own = owned(attributes);
		const inOrder = sorted(own);
		const known = this.find(inOrder);
		if (known === undefined && this.items.length >= this.limit - 1) return this.overflow();
		const item = known ?? this.add(own, inOrder);
		if (this.aliases < this.limit) this.alias(attributes, item);
		return item;
	}

	private overflow(): T {
		const inOrder = sorted(OVERFLOW);
		return this.find(inOrder) ?? this.add(OVERFLOW, inOrder);
	}

	private add(own: Attributes, inOrder: Bag): T {
		const item = this.create(own);
		this.items.push(item);
		this.grow(inOrder).item = item;
		return item;
	}

	/** Next time, this order of keys is found at the first go. */
	private alias(attributes: Bag, item: T): void {
		this.aliases++;
		this.grow(attributes).item ??= item;
		if (!isObject(attributes) || !Object.isFrozen(attributes)) return;
		if (Object.values(attributes).some(isObject)) return;
		this.frozen ??= new WeakMap();
		this.frozen.set(attributes, item);
	}

	private find(attributes: Bag): T | undefined {
		let node: Node<T> | undefined = this.root;
		for (const key in attributes) {
			const value = attributes[key];
			if (value === undefined) continue;
			node = typeof value === 'object' ? stepInto(node, key, value) : step(node, key, value);
			if (node === undefined) return undefined;
		}
		return node.item;
	}

	private grow(attributes: Bag): Node<T> {
		let node = this.root;
		for (const key in attributes) {
			const value = attributes[key];
			if (value === undefined) continue;
			node = typeof value === 'object' ? grownInto(node, key, value) : grown(node, key, value);
		}
		return node;
	}
}

function step<T>(from: Node<T>, key: string, value: unknown): Node<T> | undefined {
	const node = from.key === key ? from : from.keys?.get(key);
	if (node === undefined) return undefined;
	return node.value === value ? node.next : node.others?.get(value);
}

function stepInto<T>(from: Node<T>, key: string, value: object | null): Node<T> | undefined {
	const text = textOf(value);
	return text === undefined ? from : step(from, key + STRUCTURED, text);
}

function grown<T>(from: Node<T>, key: string, value: unknown): Node<T> {
	const node = withKey(from, key);
	const known = node.value === value ? node.next : node.others?.get(value);
	if (known !== undefined) return known;
	const next = new Node<T>();
	// NaN equals nothing but itself in a map.
	if (node.next === undefined && !Number.isNaN(value)) {
		node.value = value;
		node.next = next;
	} else {
		node.others ??= new Map();
		node.others.set(value, next);
	}
	return next;
}

function grownInto<T>(from: Node<T>, key: string, value: object | null): Node<T> {
	const text = textOf(value);
	return text === undefined ? from : grown(from, key + STRUCTURED, text);
}

function withKey<T>(node: Node<T>, key: string): Node<T> {
	node.key ??= key;
	if (node.key === key) return node;
	node.keys ??= new Map();
	const known = node.keys.get(key);
	if (known !== undefined) return known;
	const made = new Node<T>();
	made.key = key;
	node.keys.set(key, made);
	return made;
}

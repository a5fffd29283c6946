/** A shallow copy with the prototype, getters and hidden keys of the original, which stays as it is. */
export function copyOf(original: object): object {
	const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(original));
	Object.setPrototypeOf(copy, Reflect.getPrototypeOf(original));
	return copy;
}

/** Sets a key of a copy, also where the original has a getter, or forbids writing. */
export function setValue(copy: object, key: string, value: unknown): void {
	Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
}

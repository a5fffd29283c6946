type Method = (this: never, ...args: unknown[]) => unknown;

/**
 * Puts `call` in the place of a method of one object, invisibly: name and length stay, and the object gets no
 * enumerable key. Does nothing where there is no such method.
 * @param call gets the original, its `this` and its arguments
 */
export function replaceMethod(
	target: unknown,
	name: string,
	call: (original: Method, self: unknown, args: unknown[]) => unknown,
): void {
	if (typeof target !== 'object' || target === null) return;
	const method: unknown = Reflect.get(target, name);
	if (!isMethod(method)) return;
	const value = new Proxy(method, { apply: call });
	Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

function isMethod(value: unknown): value is Method {
	return typeof value === 'function';
}

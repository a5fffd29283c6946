type Held = Record<symbol, unknown>;

/**
 * A value that there is once in a process, however often its module is loaded: Vite's hot reload evaluates a
 * module again, while the engine, its timers and its connections live on.
 * @param name unique among the app's values
 */
export function perProcess<T>(name: string, make: () => T): T {
	const held = globalThis as Held;
	const key = Symbol.for(`glasshouse.${name}`);
	if (!(key in held)) held[key] = make();
	return held[key] as T;
}

/** Names this start of this process: a restarted one keeps its instance id and gets a new incarnation. */
export function incarnation(): string {
	return perProcess('incarnation', () => crypto.randomUUID());
}

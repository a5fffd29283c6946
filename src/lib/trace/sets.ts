/** Sets that are never changed, only replaced: what looks at one knows that it stays as it is. */

export function setOf<Value>(values: Iterable<Value>): ReadonlySet<Value> {
	return new Set(values);
}

/** The same set, with or without a value; itself, where nothing changes. */
export function changed<Value>(set: ReadonlySet<Value>, value: Value, there: boolean): ReadonlySet<Value> {
	if (set.has(value) === there) return set;
	return new Set(there ? [...set, value] : [...set].filter((each) => each !== value));
}

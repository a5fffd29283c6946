/** What came of a call, as far as its caller can tell: the same with telemetry and without. */
export async function outcomeOf(act: () => unknown): Promise<unknown> {
	try {
		const returned = act();
		const value = await returned;
		return { returned: kindOf(returned), value: shown(value) };
	} catch (error) {
		return { thrown: shown(error) };
	}
}

/** As plain data: an error with its own fields, an object of a class by its name. */
export function shown(value: unknown): unknown {
	if (typeof value === 'function') return 'function';
	if (typeof value !== 'object' || value === null) return value;
	if (value instanceof Error) return { class: kindOf(value), ...fieldsOf(value, ERROR_PLACES) };
	if (Array.isArray(value)) return { list: value.map(shown), ...fieldsOf(value, /^(?:\d+|length)$/) };
	if (Object.getPrototypeOf(value) === Object.prototype) return fieldsOf(value);
	if (!('rows' in value) || !('command' in value)) return kindOf(value);
	const { rows, command } = value;
	return { class: kindOf(value), rows: shown(rows), command };
}

/** Where in the file it was thrown is not for anybody to rely on, and what a stack holds is not either. */
const ERROR_PLACES = /^(?:stack|line|column|sourceURL|originalLine|originalColumn)$/;

function fieldsOf(value: object, without = /^$/): Record<string, unknown> {
	const names = Object.getOwnPropertyNames(value).filter((name) => !without.test(name));
	return Object.fromEntries(names.map((name) => [name, shown(Reflect.get(value, name))]));
}

export function kindOf(value: unknown): string {
	if (typeof value !== 'object' || value === null) return typeof value;
	return value.constructor.name;
}

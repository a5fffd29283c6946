type Fields = Record<string, unknown>;

/**
 * Node and Bun take headers as a list, too, flat or of pairs; the official instrumentation makes an object of it
 * whose header names are numbers.
 * @param asked what the host called `request` with
 * @param sent what is about to be sent in its place; its headers become a list again, with what was added
 */
export function keepHeaderList(asked: readonly unknown[], sent: readonly unknown[]): void {
	const list = listIn(asked);
	const [options] = sent;
	if (list === undefined || !isObject(options) || !isObject(options['headers'])) return;
	const added = Object.entries(options['headers']).filter(([name]) => !(name in list));
	options['headers'] = [...list, ...(Array.isArray(list[0]) ? added : added.flat())];
}

function listIn(asked: readonly unknown[]): readonly unknown[] | undefined {
	for (const options of asked) {
		const headers: unknown = isObject(options) ? options['headers'] : undefined;
		if (isList(headers)) return headers;
	}
	return undefined;
}

function isList(value: unknown): value is readonly unknown[] {
	return Array.isArray(value);
}

function isObject(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null;
}

/**
 * What finds its rows by their key, or adds one: a plan made before the values are known is as good as one made after.
 * A search by status is not among them, since only a plan for that very status uses the engine's partial indexes.
 */
const BY_KEY = /^\s*(?:SELECT|UPDATE)\b.*\bWHERE workflow_uuid ?= ?\$1\b|^\s*INSERT INTO\b/is;
/** An insert of many rows is another statement for each number of rows. */
const MANY_ROWS = /\)\s*,\s*\(/;
/** Of statements, far more than the engine has: it must not hold all that it is ever asked. */
const MOST = 100;

const names = new Map<string, string>();

/** The name under which an engine's statement is prepared on each connection; `undefined` where it is not to be. */
export function preparedName(text: string): string | undefined {
	const known = names.get(text);
	if (known !== undefined) return known;
	if (names.size >= MOST || !BY_KEY.test(text) || MANY_ROWS.test(text)) return undefined;
	const name = `engine_${names.size}`;
	names.set(text, name);
	return name;
}

import { grouped } from '../words/number';
import { referredName, type JsonSchema } from './document';

/** A schema's type in words: `string`, `integer or null`, `CheckOverview[]`, `"GET" | "HEAD"`. */
export function typeWords(schema: JsonSchema): string {
	const name = referredName(schema);
	if (name !== null) return name;
	if (schema.const !== undefined) return JSON.stringify(schema.const);
	if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
	const either = alternatives(schema);
	if (either.length > 0) return [...new Set(either.map(typeWords))].join(' or ');
	if (Array.isArray(schema.type)) return schema.type.join(' or ');
	if (schema.type === 'array') return `${bracketed(typeWords(schema.items ?? {}))}[]`;
	if (
		schema.type === 'object' &&
		typeof schema.additionalProperties === 'object' &&
		schema.properties === undefined
	)
		return `object of ${typeWords(schema.additionalProperties)}`;
	return schema.type ?? 'anything';
}

function bracketed(words: string): string {
	return words.includes(' ') ? `(${words})` : words;
}

/** The schemas of which one, or each, applies. */
export function alternatives({ anyOf, oneOf, allOf }: JsonSchema): JsonSchema[] {
	return anyOf ?? oneOf ?? allOf ?? [];
}

/** The bounds of a value in words, its format and default among them; empty where there are none. */
export function limitWords(schema: JsonSchema): string {
	const either = alternatives(schema).map(ownLimits).filter(Boolean);
	const fallback = schema.default === undefined ? '' : `default ${JSON.stringify(schema.default)}`;
	return [ownLimits(schema), either.join(' or '), fallback].filter(Boolean).join('; ');
}

function ownLimits({ format, minimum, maximum, minLength, maxLength, pattern }: JsonSchema): string {
	const parts = [format, between(minimum, maximum, ''), between(minLength, maxLength, ' characters')];
	if (format === undefined && pattern !== undefined && pattern.length <= 60) parts.push(pattern);
	return parts.filter(Boolean).join(', ');
}

/** Some generators bound every integer by what a number can hold: that is no limit to tell. */
function between(least: number | undefined, most: number | undefined, unit: string): string {
	const from = least !== undefined && least > Number.MIN_SAFE_INTEGER ? grouped(least) : undefined;
	const to = most !== undefined && most < Number.MAX_SAFE_INTEGER ? grouped(most) : undefined;
	if (from !== undefined && to !== undefined) return `${from} to ${to}${unit}`;
	if (from !== undefined) return `at least ${from}${unit}`;
	return to === undefined ? '' : `at most ${to}${unit}`;
}

/** Names of the schemas that a type refers to, for links. */
export function referredNames(schema: JsonSchema): string[] {
	const name = referredName(schema);
	if (name !== null) return [name];
	return [...alternatives(schema), ...(schema.items === undefined ? [] : [schema.items])].flatMap(
		referredNames,
	);
}

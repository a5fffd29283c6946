import type { Token } from './tokens';

/** After these a sign belongs to the number that follows; after any other word it is an operator. */
const BEFORE_EXPRESSION = new Set(
	(
		'SELECT WHERE AND OR NOT BETWEEN IN THEN ELSE WHEN CASE VALUES SET BY LIMIT OFFSET RETURNING DEFAULT LIKE ' +
		'ON HAVING AS FROM DISTINCT ALL ANY FETCH NEXT'
	).split(' '),
);
const BOOLEAN = /^(?:true|false)$/i;
const NUMBER = /^[.\d]/;
const IN_LIST = /\b(in\s*\()\s*\?(?:\s*,\s*\?)+\s*\)/gi;

/**
 * A statement with its literals replaced by `?` and without its comments, which can hold anything; lists of
 * literals in an IN are told as one. See
 * https://opentelemetry.io/docs/specs/semconv/db/database-spans/#sanitization-of-dbquerytext
 */
export function withoutLiterals(tokens: readonly Token[]): string {
	const parts: string[] = [];
	/** The last two tokens that say something: a sign may be the last. */
	let before: Token | undefined;
	let last: Token | undefined;
	for (const token of tokens) {
		if (token.kind === 'comment') continue;
		if (!isLiteral(token)) parts.push(token.text);
		else {
			if (NUMBER.test(token.text) && isSign(last) && parts.at(-1) === last?.text && !isOperand(before))
				parts.pop();
			parts.push('?');
		}
		if (token.kind === 'space') continue;
		before = last;
		last = token;
	}
	return parts.join('').replace(IN_LIST, '$1?)').trim();
}

function isLiteral({ kind, text }: Token): boolean {
	return kind === 'literal' || (kind === 'word' && BOOLEAN.test(text));
}

function isSign(token: Token | undefined): boolean {
	return token?.text === '-' || token?.text === '+';
}

function isOperand(token: Token | undefined): boolean {
	if (token === undefined) return false;
	if (token.kind === 'word') return !BEFORE_EXPRESSION.has(token.text.toUpperCase());
	return token.kind !== 'punctuation' || token.text === ')' || token.text === ']';
}

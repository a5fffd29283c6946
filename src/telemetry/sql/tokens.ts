/** What of a dialect matters for telling a name from a value. */
export type SqlDialect = 'postgresql' | 'mysql' | 'sqlite';

export type TokenKind = 'space' | 'comment' | 'literal' | 'quoted' | 'parameter' | 'word' | 'punctuation';

export interface Token {
	readonly kind: TokenKind;
	readonly text: string;
}

const STRING = String.raw`[^']*(?:''[^']*)*(?:'|$)`;
const ESCAPED = String.raw`[^'\\]*(?:(?:''|\\[\s\S]?)[^'\\]*)*(?:'|$)`;
const ESCAPED_DOUBLE = String.raw`[^"\\]*(?:(?:""|\\[\s\S]?)[^"\\]*)*(?:"|$)`;
const LETTER = String.raw`A-Za-z_\u0080-\uffff`;
const NUMBER = String.raw`0[xX][\da-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?`;
const BACKTICKS = '`[^`]*(?:``[^`]*)*(?:`|$)';
const DOUBLE_QUOTES = String.raw`"[^"]*(?:""[^"]*)*(?:"|$)`;

const DIALECTS: Record<SqlDialect, RegExp> = {
	postgresql: grammar({
		comment: String.raw`--[^\n]*|/\*`,
		literal: `[eE]'${ESCAPED}|(?:[bBxXnN]|[uU]&)?'${STRING}`,
		quoted: String.raw`(?:[uU]&)?${DOUBLE_QUOTES}`,
		parameter: String.raw`\$\d+`,
	}),
	mysql: grammar({
		comment: String.raw`--[^\n]*|#[^\n]*|/\*`,
		literal: `[bBxXnN]?'${ESCAPED}|"${ESCAPED_DOUBLE}`,
		quoted: BACKTICKS,
		parameter: String.raw`\?|@+[\w.$]+`,
	}),
	sqlite: grammar({
		comment: String.raw`--[^\n]*|/\*`,
		literal: `[xX]?'${STRING}`,
		quoted: String.raw`${DOUBLE_QUOTES}|${BACKTICKS}|\[[^\]]*(?:\]|$)`,
		parameter: String.raw`\?\d*|[$:@]\w+`,
	}),
};

type Parts = Record<'comment' | 'literal' | 'quoted' | 'parameter', string>;

function grammar({ comment, literal, quoted, parameter }: Parts): RegExp {
	const groups = [
		String.raw`(\s+)`,
		`(${comment})`,
		`(${literal}|${NUMBER})`,
		`(${quoted})`,
		String.raw`(\$(?:[${LETTER}][\w\u0080-\uffff]*)?\$)`,
		`(${parameter})`,
		String.raw`([${LETTER}][\w$\u0080-\uffff]*)`,
	];
	return new RegExp(groups.join('|'), 'y');
}

const DOLLAR_QUOTE = 5;
const KINDS: (TokenKind | undefined)[] = [
	undefined,
	'space',
	'comment',
	'literal',
	'quoted',
	'literal',
	'parameter',
	'word',
];

/**
 * The words of a statement, in one pass: nothing is understood, but no value is ever taken for a name. Together
 * the tokens are the text; what is never closed reaches to its end.
 */
export function tokenise(text: string, dialect: SqlDialect): Token[] {
	const pattern = DIALECTS[dialect];
	const tokens: Token[] = [];
	let at = 0;
	while (at < text.length) {
		pattern.lastIndex = at;
		const match: (string | undefined)[] = pattern.exec(text) ?? [];
		const group = match.findIndex((part, index) => index > 0 && part !== undefined);
		const end = endOf(text, at, match[0] ?? '', group, dialect);
		tokens.push({ kind: KINDS[group] ?? 'punctuation', text: text.slice(at, end) });
		at = end;
	}
	return tokens;
}

function endOf(text: string, at: number, matched: string, group: number, dialect: SqlDialect): number {
	if (matched === '') return at + 1;
	if (matched === '/*') return endOfComment(text, at + 2, dialect === 'postgresql');
	if (group !== DOLLAR_QUOTE || dialect !== 'postgresql') return at + matched.length;
	const closing = text.indexOf(matched, at + matched.length);
	return closing === -1 ? text.length : closing + matched.length;
}

/** PostgreSQL's comments hold comments. */
function endOfComment(text: string, from: number, nested: boolean): number {
	const mark = /\/\*|\*\//g;
	mark.lastIndex = from;
	for (let depth = 1; depth > 0;) {
		const found = mark.exec(text)?.[0];
		if (found === undefined) return text.length;
		if (found === '*/') depth -= 1;
		else if (nested) depth += 1;
	}
	return mark.lastIndex;
}

/** A piece of an SQL text; `keyword` ones are shown stronger. */
export interface SqlPiece {
	readonly text: string;
	readonly keyword: boolean;
}

/** Clauses that begin a line of their own. */
const CLAUSE =
	/\b(?:select|insert into|(?<!\bdo )(?<!\bfor )update|delete from|values|set|from|(?:(?:left|right|full|inner|cross)(?: outer)? )?join|where|group by|having|order by|limit|offset|for update|for share|on conflict|returning|union(?: all)?|with)\b/gi;
const KEYWORD = new RegExp(
	`${CLAUSE.source}|\\b(?:(?:do|for) update|and|or|not|in|is|null|as|on|do|nothing|exists|between|like|asc|desc|distinct|case|when|then|else|end|skip locked|using)\\b`,
	'gi',
);
/** Quoted text, quoted names and comments: nothing in them is a keyword. */
const OPAQUE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;
/** Longer statements are shown as they are: taking them apart would cost more than it tells. */
const MOST_CHARACTERS = 20_000;

/**
 * One SQL statement as lines of pieces, a clause a line. Only white space is changed: a statement that has lines of
 * its own keeps them, without the indentation of the program that it was written in.
 */
export function sqlLines(sql: string): SqlPiece[][] {
	const text = sql.trim();
	if (text.length > MOST_CHARACTERS) return text.split('\n').map((line) => [{ text: line, keyword: false }]);
	return (text.includes('\n') ? outdented(text) : brokenAtClauses(text)).map(pieces);
}

/** The first line has lost its indentation already. */
function outdented(text: string): string[] {
	const [first = '', ...rest] = text.split('\n').map((line) => line.replaceAll('\t', '  ').trimEnd());
	const depths = rest.filter((line) => line !== '').map((line) => line.search(/\S/));
	const shared = Math.min(...depths);
	return [first, ...rest.map((line) => line.slice(shared))];
}

function brokenAtClauses(text: string): string[] {
	const starts = outside(text, CLAUSE).map((match) => match.index);
	const cuts = [0, ...starts.filter((at) => at > 0 && depthAt(text, at) === 0), text.length];
	return cuts.slice(0, -1).map((from, index) => text.slice(from, cuts[index + 1]).trim());
}

function pieces(line: string): SqlPiece[] {
	const found: SqlPiece[] = [];
	let at = 0;
	for (const match of outside(line, KEYWORD)) {
		if (match.index > at) found.push({ text: line.slice(at, match.index), keyword: false });
		found.push({ text: match[0], keyword: true });
		at = match.index + match[0].length;
	}
	if (at < line.length || found.length === 0) found.push({ text: line.slice(at), keyword: false });
	return found;
}

function outside(text: string, pattern: RegExp): RegExpExecArray[] {
	const hidden = [...text.matchAll(OPAQUE)].map(
		(match) => [match.index, match.index + match[0].length] as const,
	);
	return [...text.matchAll(pattern)].filter(
		(match) => !hidden.some(([from, to]) => match.index >= from && match.index < to),
	);
}

/** How many brackets are open: a sub-query stays on the line of its clause. */
function depthAt(text: string, at: number): number {
	const before = text.slice(0, at).replace(OPAQUE, '');
	return (before.match(/\(/g)?.length ?? 0) - (before.match(/\)/g)?.length ?? 0);
}

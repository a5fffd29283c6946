/** Statement texts are few and repeat: what was worked out for one is kept, up to this many. */
const MOST_KEPT = 1_000;
/** Nothing beyond is read: a summary never needs it, and a text can be megabytes of values. */
const MOST_READ = 4_096;
/** The conventions cut a summary at 255 characters. */
const MOST_SUMMARY = 255;

const summaries = new Map<string, string>();

const NAME = String.raw`((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))?)`;
const TARGET = new RegExp(
	String.raw`\b(?:from|into|update|join|table(?:\s+if(?:\s+not)?\s+exists)?)\s+(?:only\s+)?${NAME}`,
	'gi',
);
const OPERATION = /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*([a-z]+)/i;

/**
 * `db.query.summary`: the operation and the tables it touches, for people and for grouping. `SELECT checks runs`.
 * See https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query
 */
export function summariseStatement(text: string): string {
	const known = summaries.get(text);
	if (known !== undefined) return known;
	const summary = workOut(text.slice(0, MOST_READ));
	if (summaries.size >= MOST_KEPT) summaries.clear();
	if (text.length <= MOST_READ) summaries.set(text, summary);
	return summary;
}

/** A statement with its literal values replaced by `?`, for one that came without parameters. */
export function withoutLiterals(text: string): string {
	return text
		.replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, '?')
		.replace(/(?:\b[ebnx])?'(?:[^'\\]|''|\\[\s\S])*(?:'|$)/gi, '?')
		.replace(/(?<![\w$."])\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w"])/gi, '?');
}

function workOut(text: string): string {
	const operation = OPERATION.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
	const bare = withoutLiterals(text).replace(/\bfor\s+(?:no\s+key\s+)?update\b/gi, '');
	const targets = [...bare.matchAll(TARGET)].map((match) => (match[1] ?? '').replaceAll('"', ''));
	const distinct = [...new Set(targets)].filter((target) => !/^(select|set|lateral)$/i.test(target));
	return [operation, ...distinct].join(' ').slice(0, MOST_SUMMARY);
}

/** A selector in PromQL: the name of a series, and the labels that it asks about. */
export interface Selector {
	readonly name: string;
	readonly labels: readonly string[];
}

/** Words of PromQL that stand where a name could. */
const WORDS = new Set(['by', 'without', 'on', 'ignoring', 'or', 'and', 'unless', 'bool', 'le', 'group_left']);

/** What an expression in the names of Prometheus asks for. */
export function selectorsOf(expression: string): Selector[] {
	const outside = withoutGroupings(withoutTexts(expression));
	return [...outside.matchAll(/([A-Za-z_:][\w:]*)(?:\{([^}]*)\})?/g)]
		.filter((match) => isSelector(outside, match))
		.map(([, name = '', inside = '']) => ({ name, labels: labelsIn(inside) }));
}

/** The labels by which an expression keeps series apart. */
export function groupingsOf(expression: string): string[] {
	const found = [...withoutTexts(expression).matchAll(/\b(?:by|on) \(([^)]*)\)/g)];
	return [...new Set(found.flatMap(([, labels = '']) => labels.split(',').map((label) => label.trim())))];
}

/** The labels that a legend shows. */
export function labelsOfLegend(legend: string): string[] {
	return [...legend.matchAll(/\{\{\s*([^}\s]+)\s*\}\}/g)].map(([, label = '']) => label);
}

/** Neither a function, which is called, nor a word of the language, nor the unit of a window. */
function isSelector(text: string, { 0: whole, 1: name = '', index }: RegExpExecArray): boolean {
	const after = text.slice(index + whole.length).trimStart();
	return !WORDS.has(name) && !after.startsWith('(') && !/[\w\]]/.test(text.charAt(index - 1));
}

function labelsIn(matchers: string): string[] {
	return [...matchers.matchAll(/([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
}

function withoutTexts(expression: string): string {
	return expression.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
}

/** Without `by (…)` and the windows, whose words are no names of series. */
function withoutGroupings(expression: string): string {
	return expression.replaceAll(/\b(?:by|on|without|ignoring) \([^)]*\)/g, '').replaceAll(/\[[^\]]*\]/g, '');
}

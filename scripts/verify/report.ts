import { buildTree, walk, type SpanNode } from '../../src/lib/trace/tree';
import type { TraceSpan } from '../../src/lib/trace/wire';
import { duration } from '../../src/lib/words/duration';
import { counted } from '../../src/lib/words/number';
import { isWhole, type Finding } from './inspect';
import type { Result } from './run';
import type { Trigger } from './trigger';

/** A trace of a run has some forty; of one that got out of hand the beginning tells enough. */
const MOST_ROWS = 200;

/** What came of it, for a person: the tree, then place by place what is missing and why. */
export function reportOf({ whole, run, scheduled, findings }: Result): string {
	return [
		...traceIn(findings, 'manual', `Trace ${run?.traceId ?? ''}`),
		...traceIn(findings, 'schedule', `Trace ${scheduled?.traceId ?? ''}, by the schedule,`),
		...findings.flatMap(linesOf),
		'',
		verdict(whole, findings),
		'',
	].join('\n');
}

/** In the first place that has any of it. */
function traceIn(findings: readonly Finding[], of: Trigger, name: string): string[] {
	const shown = findings.find(({ trigger, spans }) => trigger === of && spans !== null && spans.length > 0);
	return shown?.spans ? [`${name} in ${shown.title}:`, '', treeOf(shown.spans), ''] : [];
}

/** The same for programs. */
export function jsonOf({ whole, url, run, scheduled, findings }: Result): string {
	const places = findings.map((finding) => {
		const { place, trigger, title, spans, metrics, logs, lacks, reasons } = finding;
		return { place, trigger, title, whole: isWhole(finding), spans, metrics, logs, missing: lacks, reasons };
	});
	return JSON.stringify({ whole, url, run, scheduled, places }, null, '\t');
}

/** One line a span, with its kind, how long it took, and whose it is. */
export function treeOf(spans: readonly TraceSpan[]): string {
	const nodes = [...walk(buildTree(spans).roots)];
	const shown = nodes.slice(0, MOST_ROWS).map((node) => ({ node, label: branch(node) + node.span.name }));
	const width = Math.max(...shown.map(({ label }) => label.length));
	const lines = shown.map(({ node, label }) => `${label.padEnd(width)}  ${details(node)}`);
	if (nodes.length > MOST_ROWS)
		lines.push(`… and ${counted(nodes.length - MOST_ROWS, 'span', 'spans')} more`);
	return lines.join('\n');
}

function branch(node: SpanNode): string {
	if (node.parent === null) return '';
	const above: string[] = [];
	for (let at = node.parent; at.parent !== null; at = at.parent) above.unshift(isLast(at) ? '  ' : '│ ');
	return `${above.join('')}${isLast(node) ? '└ ' : '├ '}`;
}

function isLast(node: SpanNode): boolean {
	return node.parent?.children.at(-1) === node;
}

function details({ span, startMs, endMs, orphan }: SpanNode): string {
	const took = endMs === null ? 'not ended' : duration(endMs - startMs);
	const notes = [span.status.code === 'error' ? 'error' : '', orphan ? 'its parent is not here' : ''];
	return [span.kind.padEnd(8), took.padStart(9), span.service, ...notes]
		.filter((part) => part !== '')
		.join('  ');
}

function linesOf(finding: Finding): string[] {
	const { spans, metrics, logs, lacks, reasons } = finding;
	const found = [
		spans === null ? null : counted(spans.length, 'span', 'spans'),
		metrics === null ? null : `${metrics.found.length} of ${metrics.wanted} metrics`,
		logs === null ? null : counted(logs.length, 'log line', 'log lines'),
	].filter((part) => part !== null);
	return [
		`${isWhole(finding) ? '✔' : '✘'} ${titleOf(finding)}${found.length === 0 ? '' : `: ${found.join(', ')}`}`,
		...lacks.map(({ kind, what }) => `    ${WORDS[kind]} ${what}`),
		...reasons.map(({ text }, index) => `    ${index === 0 ? 'likeliest reason' : 'or'}: ${text}`),
	];
}

/** What was looked for where, for a person. */
export function titleOf({ title, trigger }: Pick<Finding, 'title' | 'trigger'>): string {
	return trigger === 'manual' ? title : `${title}, the run by the schedule`;
}

const WORDS: Record<Finding['lacks'][number]['kind'], string> = {
	trace: 'missing:',
	span: 'missing:',
	place: 'not in its place:',
	orphan: 'missing:',
	twice: 'too often:',
	clock: 'out of time:',
	open: 'missing:',
	metric: 'missing:',
	log: 'missing:',
	propagation: 'missing:',
	run: 'went wrong:',
	schedule: 'missing:',
	initialisation: 'missing:',
};

function verdict(whole: boolean, findings: readonly Finding[]): string {
	if (whole) return 'Whole: every span stands under its parent, and what else is held there is there.';
	const lacking = findings.filter((finding) => !isWhole(finding));
	return `Not whole: something is missing in ${lacking.length} of ${counted(findings.length, 'place', 'places')}.`;
}

import type { Repeat } from '$trace/repeats';
import { spanName } from '$trace/spanName';
import { walk, type SpanNode, type SpanTree } from '$trace/tree';
import type { LogLine } from '$trace/wire';
import { duration } from './duration';
import { counted, grouped } from './number';

interface Told {
	readonly tree: SpanTree;
	readonly repeats: readonly Repeat[];
	readonly logs: readonly LogLine[];
	/** Where it can be looked at. */
	readonly address: string;
	/** Where open spans end, in milliseconds since the tree's origin. */
	readonly nowMs: number;
}

/** More lines than these nobody reads in a ticket: the rest is counted. */
const MOST_SPANS = 200;
const MOST_LOGS = 50;

/** A trace as Markdown, for a ticket or a message: what it was, what failed, what stands out, its spans as a list. */
export function traceMarkdown({ tree, repeats, logs, address, nowMs }: Told): string {
	const nodes = [...walk(tree.roots)];
	const [root] = nodes;
	if (root === undefined) return `No spans. ${address}\n`;
	const failed = nodes.filter((node) => node.span.status.code === 'error');
	const total = duration((root.endMs ?? nowMs) - root.startMs);
	const parts = [
		`## ${escaped(spanName(root.span))}, ${total}${root.endMs === null ? ' so far' : ''}`,
		`Trace \`${root.span.traceId}\`, ${counted(nodes.length, 'span')}, ${counted(failed.length, 'error')}: <${address}>`,
		list('Errors', failed.slice(0, MOST_SPANS).map(failureLine)),
		list('Repeated queries', repeats.map(repeatLine)),
		list('Spans', [
			...nodes.slice(0, MOST_SPANS).map((node) => spanLine(node, nowMs)),
			...rest(nodes, MOST_SPANS),
		]),
		list('Logs', [...logs.slice(0, MOST_LOGS).map(logLine), ...rest(logs, MOST_LOGS)]),
	];
	return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function list(title: string, lines: readonly string[]): string {
	return lines.length === 0 ? '' : `### ${title}\n${lines.join('\n')}`;
}

function spanLine(node: SpanNode, nowMs: number): string {
	const took = duration(Math.max(0, (node.endMs ?? nowMs) - node.startMs));
	const state = [node.endMs === null && ' so far', node.span.status.code === 'error' && ', **failed**'];
	const indent = '  '.repeat(Math.min(node.depth, 20));
	return `${indent}- ${escaped(spanName(node.span))} (${escaped(node.span.service)}): ${took}${state.filter(Boolean).join('')}`;
}

function failureLine({ span }: SpanNode): string {
	const message = span.status.message ?? String(span.attributes['error.type'] ?? '');
	return `- ${escaped(spanName(span))}${message === '' ? '' : `: ${escaped(message)}`}`;
}

function repeatLine(repeat: Repeat): string {
	return `- ${escaped(repeat.name)}: ${grouped(repeat.spanIds.length)} times, ${duration(repeat.totalMs)}`;
}

function logLine(line: LogLine): string {
	return `- ${line.level}: ${escaped(line.message)}`;
}

function rest(all: readonly unknown[], most: number): string[] {
	return all.length > most ? [`- and ${grouped(all.length - most)} more`] : [];
}

/** What would be markup is told as it is, on one line. */
function escaped(text: string): string {
	return text
		.slice(0, 500)
		.replace(/\s+/g, ' ')
		.replace(/[\\`*_[\]<>#|~]/g, '\\$&');
}

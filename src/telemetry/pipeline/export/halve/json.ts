import type { Signal } from '../../../health/types';
import type { Half } from './protobuf';

type Path = readonly (readonly string[])[];
type Node = { [key: string]: unknown };

/** From the request to its items, the names on the way. */
const PATHS: Record<Signal, Path> = {
	traces: [['resourceSpans'], ['scopeSpans'], ['spans']],
	logs: [['resourceLogs'], ['scopeLogs'], ['logRecords']],
	metrics: [
		['resourceMetrics'],
		['scopeMetrics'],
		['metrics'],
		['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'],
		['dataPoints'],
	],
};

const utf8 = new TextEncoder();

/** As `halveProtobuf`, of a request in JSON. @throws SyntaxError where it is none */
export function halveJson(signal: Signal, body: Uint8Array): readonly [Half, Half] | null {
	const path = PATHS[signal];
	const request: unknown = JSON.parse(new TextDecoder().decode(body));
	const halves = isNode(request) ? halveNode(request, path) : null;
	if (halves === null) return null;
	const [first, second] = halves;
	return [toHalf(first, path), toHalf(second, path)];
}

function toHalf(request: Node, path: Path): Half {
	return { body: utf8.encode(JSON.stringify(request)), items: countItems(request, path) };
}

function halveNode(node: Node, [level, ...deeper]: Path): readonly [Node, Node] | null {
	const { key, children, isList } = childrenOf(node, level);
	const [only, ...others] = children;
	if (only === undefined) return null;
	if (others.length > 0) {
		const middle = Math.ceil(children.length / 2);
		return [
			{ ...node, [key]: children.slice(0, middle) },
			{ ...node, [key]: children.slice(middle) },
		];
	}
	const halves = halveNode(only, deeper);
	if (halves === null) return null;
	const [first, second] = halves;
	const around = (half: Node) => ({ ...node, [key]: isList ? [half] : half });
	return [around(first), around(second)];
}

function countItems(node: Node, [level, ...deeper]: Path): number {
	const { children } = childrenOf(node, level);
	if (deeper.length === 0) return children.length;
	return children.reduce((sum, child) => sum + countItems(child, deeper), 0);
}

/** What a metric holds is an object, everything else a list of them. */
function childrenOf(node: Node, names: readonly string[] = []) {
	const key = names.find((name) => name in node) ?? '';
	const value = node[key];
	const isList = Array.isArray(value);
	const children: unknown[] = isList ? value : [value];
	return { key, isList, children: children.filter(isNode) };
}

function isNode(value: unknown): value is Node {
	return typeof value === 'object' && value !== null;
}

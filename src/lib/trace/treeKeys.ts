import type { Row } from './layout';

/** What a key does in the tree: go to a line, or fold or unfold the one it stands on. */
export type TreeStep = { goTo: string } | { fold: string } | { unfold: string };

/**
 * The keys of a tree: up, down, `k`, `j`, Home and End move over the visible lines; left folds, then goes to the
 * parent; right unfolds, then goes to the first child; `[` and `]` go to the previous and next line of the critical path.
 * @returns `null` where the key means nothing here
 */
export function treeStep(key: string, rows: readonly Row[], currentId: string | null): TreeStep | null {
	const at = rows.findIndex((row) => row.spanId === currentId);
	const row = rows[at];
	if (row === undefined)
		return goTo(key === 'ArrowUp' || key === 'k' || key === 'End' ? rows.at(-1) : rows[0], key);
	if (key === 'ArrowLeft') return leftOf(row);
	if (key === 'ArrowRight') return rightOf(row, rows[at + 1]);
	if (key === '[' || key === ']') return alongPath(key, rows, row);
	const target = { ArrowUp: at - 1, k: at - 1, ArrowDown: at + 1, j: at + 1, Home: 0, End: rows.length - 1 }[
		key
	];
	return target === undefined ? null : goTo(rows[Math.min(rows.length - 1, Math.max(0, target))], key);
}

const MOVES = new Set(['ArrowUp', 'ArrowDown', 'j', 'k', 'Home', 'End', '[', ']']);

function goTo(row: Row | undefined, key: string): TreeStep | null {
	return row && MOVES.has(key) ? { goTo: row.spanId } : null;
}

function leftOf(row: Row): TreeStep | null {
	if (row.node.children.length > 0 && !row.folded) return { fold: row.spanId };
	return row.node.parent && { goTo: row.node.parent.span.spanId };
}

function rightOf(row: Row, next: Row | undefined): TreeStep | null {
	if (row.folded) return { unfold: row.spanId };
	return row.node.children.length > 0 && next ? { goTo: next.spanId } : null;
}

/** By the moment at which the path comes to a line, not by the line's place on the page. */
function alongPath(key: '[' | ']', rows: readonly Row[], from: Row): TreeStep | null {
	const stops = rows
		.flatMap((row) => row.path.map((part) => ({ row, atMs: part.fromMs })))
		.toSorted((left, right) => left.atMs - right.atMs);
	const hereMs = stops.find((stop) => stop.row === from)?.atMs ?? from.startMs;
	const stop =
		key === ']'
			? stops.find(({ row, atMs }) => row !== from && atMs > hereMs)
			: stops.findLast(({ row, atMs }) => row !== from && atMs < hereMs);
	return stop ? { goTo: stop.row.spanId } : null;
}

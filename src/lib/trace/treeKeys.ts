import type { Line } from './lines';
import type { PathSegment } from './criticalPath';
import type { LineFinder } from './pathLines';

/** What a key does in the tree: go to a line, or fold or unfold the one it stands on. */
export type TreeStep = { goTo: string } | { fold: string } | { unfold: string };

/**
 * The keys of a tree: up, down, `k`, `j`, Home, End and the page keys move over the visible lines; left folds, then
 * goes to the parent; right unfolds, then goes to the first child. Lines are named by their ids.
 * @param page how many lines a page key moves
 * @returns `null` where the key means nothing here
 */
export function treeStep(
	key: string,
	lines: readonly Line[],
	currentId: string | null,
	page = 20,
): TreeStep | null {
	const at = lines.findIndex((line) => line.id === currentId);
	const line = lines[at];
	if (line === undefined) return fromNowhere(key, lines);
	if (key === 'ArrowLeft') return leftOf(line);
	if (key === 'ArrowRight') return rightOf(line, lines[at + 1]);
	const by = moves(page)[key];
	if (by === undefined) return null;
	const target = lines[Math.min(lines.length - 1, Math.max(0, at + by))];
	return target ? { goTo: target.id } : null;
}

/**
 * `[` and `]`: the previous and next line of the critical path, by the moment at which the path comes to a line, not
 * by the line's place on the page.
 */
export function pathStep(
	key: '[' | ']',
	lines: readonly Line[],
	path: readonly PathSegment[],
	find: LineFinder,
	currentId: string | null,
): TreeStep | null {
	const stops = path.flatMap((part) => ({ at: find(part.spanId), atMs: part.fromMs }));
	const from = lines.findIndex((line) => line.id === currentId);
	const here = stops.find((stop) => stop.at === from)?.atMs ?? lines[from]?.node.startMs;
	if (here === undefined) return null;
	const elsewhere = stops.filter((stop) => stop.at !== undefined && stop.at !== from);
	const stop =
		key === ']' ? elsewhere.find(({ atMs }) => atMs > here) : elsewhere.findLast(({ atMs }) => atMs < here);
	const line = stop?.at === undefined ? undefined : lines[stop.at];
	return line ? { goTo: line.id } : null;
}

function moves(page: number): Readonly<Record<string, number>> {
	const all = Number.MAX_SAFE_INTEGER;
	return {
		ArrowUp: -1,
		k: -1,
		ArrowDown: 1,
		j: 1,
		PageUp: -page,
		PageDown: page,
		Home: -all,
		End: all,
	};
}

function fromNowhere(key: string, lines: readonly Line[]): TreeStep | null {
	if (moves(1)[key] === undefined) return null;
	const line = key === 'ArrowUp' || key === 'k' || key === 'End' ? lines.at(-1) : lines[0];
	return line ? { goTo: line.id } : null;
}

function leftOf(line: Line): TreeStep | null {
	if (line.childCount > 0 && !line.folded) return { fold: line.id };
	return line.parentId === null ? null : { goTo: line.parentId };
}

function rightOf(line: Line, next: Line | undefined): TreeStep | null {
	if (line.folded) return { unfold: line.id };
	return line.childCount > 0 && next ? { goTo: next.id } : null;
}

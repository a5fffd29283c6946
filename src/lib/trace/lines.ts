import type { KindLetter } from './kind';
import type { Repeat } from './repeats';
import type { SpanNode, SpanTree } from './tree';

/** One line of the waterfall, before anything on it is drawn: cheap, for there may be 100,000 of them. */
export interface Line {
	/** The id of its span; of a group, that of its first span behind `group-`. */
	readonly id: string;
	/** The line's span; of a group, the first one. */
	readonly node: SpanNode;
	/** Alike spans that share one line, or `null` for a line of one span. */
	readonly group: Repeat | null;
	/** As it is shown: hidden kinds do not count, a group does. */
	readonly depth: number;
	/** The line that it stands below, if any. */
	readonly parentId: string | null;
	/** How many lines it holds or hides right below itself. */
	readonly childCount: number;
	readonly folded: boolean;
	/** Place among its siblings, from 1, and how many they are: what assistive technology tells. */
	readonly position: number;
	readonly siblings: number;
}

export interface LinesInput {
	readonly tree: SpanTree;
	readonly kinds: ReadonlyMap<string, KindLetter>;
	/** Ids of lines that hide what is below them. */
	readonly folded: ReadonlySet<string>;
	/** Ids of groups whose spans have lines of their own. */
	readonly unfolded?: ReadonlySet<string>;
	readonly repeats?: readonly Repeat[];
	/** Spans of these kinds have no line; what is below them moves up. */
	readonly hidden?: ReadonlySet<KindLetter>;
	/** Only these spans and those above them; `null` for all. Groups are dissolved then. */
	readonly only?: ReadonlySet<string> | null;
}

type Entry = Pick<Line, 'node' | 'group' | 'depth' | 'parentId' | 'position' | 'siblings'>;

/** The visible lines, parents above their children. */
export function linesOf(input: LinesInput): Line[] {
	const only = input.only ? withAncestors(input.tree, input.only) : null;
	const groups = only === null ? siblingGroups(input.tree, input.repeats ?? []) : new Map<string, Repeat>();
	const shown = (nodes: readonly SpanNode[]) => shownOf(nodes, input, only);
	const lines: Line[] = [];
	const stack = entries(shown(input.tree.roots), 0, null, groups).reverse();
	for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
		const { line, below } = toLine(entry, input, shown);
		lines.push(line);
		if (line.folded || below.length === 0) continue;
		const inGroup = line.group === null ? groups : new Map<string, Repeat>();
		const next = entries(below, line.depth + 1, line.id, inGroup);
		for (const each of next.reverse()) stack.push(each);
	}
	return lines;
}

/** The id of the line that a group has. */
export function groupId(repeat: Repeat): string {
	return `group-${repeat.spanIds[0] ?? ''}`;
}

/** The groups that one line can stand for: all of their spans are siblings. By the ids of their spans. */
export function siblingGroups(tree: SpanTree, repeats: readonly Repeat[]): ReadonlyMap<string, Repeat> {
	const groups = new Map<string, Repeat>();
	for (const repeat of repeats) {
		const parents = new Set(repeat.spanIds.map((id) => tree.byId.get(id)?.span.parentSpanId));
		if (parents.size === 1) for (const id of repeat.spanIds) groups.set(id, repeat);
	}
	return groups;
}

function toLine(
	entry: Entry,
	input: LinesInput,
	shown: (nodes: readonly SpanNode[]) => SpanNode[],
): { line: Line; below: SpanNode[] } {
	const { node, group } = entry;
	const id = group === null ? node.span.spanId : groupId(group);
	const members = () => group?.spanIds.flatMap((each) => input.tree.byId.get(each) ?? []) ?? [];
	const below = group === null ? shown(node.children) : members();
	const folded = group === null ? input.folded.has(id) : !input.unfolded?.has(id);
	return { line: { ...entry, id, childCount: below.length, folded: folded && below.length > 0 }, below };
}

/** A group stands where the first of its spans does. */
function entries(
	nodes: readonly SpanNode[],
	depth: number,
	parentId: string | null,
	groups: ReadonlyMap<string, Repeat>,
): Entry[] {
	const seen = new Set<Repeat>();
	const places: { node: SpanNode; group: Repeat | null }[] = [];
	for (const node of nodes) {
		const group = groups.get(node.span.spanId) ?? null;
		if (group !== null && seen.has(group)) continue;
		if (group !== null) seen.add(group);
		places.push({ node, group });
	}
	return places.map((place, at) => ({
		...place,
		depth,
		parentId,
		position: at + 1,
		siblings: places.length,
	}));
}

/** What has a line of its own among `nodes`; in the place of a hidden span stands what is below it. */
function shownOf(
	nodes: readonly SpanNode[],
	{ kinds, hidden }: LinesInput,
	only: ReadonlySet<string> | null,
): SpanNode[] {
	if (only === null && !hidden?.size) return [...nodes];
	const shown: SpanNode[] = [];
	const stack = nodes.toReversed();
	for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
		if (only !== null && !only.has(node.span.spanId)) continue;
		if (!hidden?.has(kinds.get(node.span.spanId) ?? 'K')) shown.push(node);
		else for (const child of node.children.toReversed()) stack.push(child);
	}
	return shown.sort((left, right) => left.startMs - right.startMs);
}

function withAncestors(tree: SpanTree, ids: ReadonlySet<string>): ReadonlySet<string> {
	const all = new Set<string>();
	for (const id of ids) {
		for (let at = tree.byId.get(id) ?? null; at !== null && !all.has(at.span.spanId); at = at.parent) {
			all.add(at.span.spanId);
		}
	}
	return all;
}

import { untrack } from 'svelte';
import { wholeWindow } from '$trace/axis';
import { criticalPath, timeOnPath } from '$trace/criticalPath';
import type { Interval } from '$trace/interval';
import { kindsOf, type KindLetter } from '$trace/kind';
import { rowDrawer, type Row } from '$trace/layout';
import { groupId, linesOf, siblingGroups, type Line } from '$trace/lines';
import { logsBySpan } from '$trace/marks';
import { latestMs } from '$trace/now';
import { lineFinder, pathJoints, pathOnLines } from '$trace/pathLines';
import { findRepeats } from '$trace/repeats';
import { searcher, stepThrough } from '$trace/search';
import { heaviest } from '$trace/share';
import { changed, setOf } from '$trace/sets';
import { adjustSkew, findMisfits } from '$trace/skew';
import { epochMs, msSinceOrigin } from '$trace/time';
import { buildTree, lineage, orderOf, walk, type SpanNode } from '$trace/tree';
import { treeStep, pathStep, type TreeStep } from '$trace/treeKeys';
import type { LogLine, TraceSpan } from '$trace/wire';
import { TimeWindow } from './timeWindow.svelte';
import { TraceSearch } from './traceSearch.svelte';

/** Where a trace comes from; read again whenever it changes. */
export interface TraceSource {
	readonly spans: TraceSpan[];
	readonly logs: LogLine[];
	/** Up to when everything is known, in milliseconds since the Unix epoch. */
	readonly nowMs: number;
	/** Whether open bars grow. */
	readonly growing: boolean;
}

/** Figures of open spans change about twelve times a second: oftener, nobody can read them. */
const FIGURE_STEP_MS = 83;

function redrawStepMs(spanCount: number): number {
	if (spanCount <= 80) return 0;
	return spanCount <= 400 ? 100 : 500;
}

/** One trace as it is looked at: what is folded, hidden, chosen, sought. Times are milliseconds since its origin. */
export class TraceView {
	readonly #source: TraceSource;
	/** The id of the line that was chosen, `null` before anybody chose. */
	#choice: string | null = $state(null);
	#folded: ReadonlySet<string> = $state.raw(setOf([]));
	#unfolded: ReadonlySet<string> = $state.raw(setOf([]));
	/** Kinds whose spans have no line. */
	hidden: ReadonlySet<KindLetter> = $state.raw(setOf([]));
	/** Whether what other clocks timed is moved to where it must have been. */
	adjusted = $state(false);
	readonly time = new TimeWindow(() => this.#whole);
	readonly search = new TraceSearch(() => this.#searcher);

	constructor(source: TraceSource, chosen: string | null) {
		this.#source = source;
		this.#choice = chosen;
	}

	readonly #told = $derived.by(() => buildTree(this.#source.spans));
	/** As the spans tell it, not as it is adjusted. */
	readonly misfits = $derived(findMisfits(this.#told));
	readonly skewed = $derived(this.misfits.values().some((misfit) => misfit.foreign));
	readonly tree = $derived(this.adjusted && this.skewed ? buildTree(adjustSkew(this.#told)) : this.#told);
	readonly kinds = $derived(kindsOf(this.tree));
	readonly repeats = $derived(findRepeats(this.tree, this.kinds));
	readonly originMs = $derived(epochMs(this.tree.originNano));
	readonly growing = $derived.by(() => this.#source.growing);
	readonly logs = $derived.by(() => this.#source.logs);
	readonly #logsBySpan = $derived(logsBySpan(this.logs));
	readonly #searcher = $derived(searcher(this.tree, this.#logsBySpan));
	/** It moves each frame; in steps where there is so much to redraw that frames would not keep up. */
	readonly nowMs = $derived.by(() => {
		const nowMs = Math.max(0, msSinceOrigin(this.tree.originNano, this.#source.nowMs));
		const stepMs = this.growing ? redrawStepMs(this.tree.byId.size) : 0;
		return stepMs === 0 ? nowMs : Math.floor(nowMs / stepMs) * stepMs;
	});
	readonly figureNowMs = $derived(
		this.growing ? Math.floor(this.nowMs / FIGURE_STEP_MS) * FIGURE_STEP_MS : this.nowMs,
	);
	/** Now, as of the latest change: what the shape of the tree is reckoned with. */
	readonly shapeNowMs = $derived.by(() => {
		const known = msSinceOrigin(this.tree.originNano, latestMs(this.#source.spans, this.#source.logs));
		return this.growing
			? Math.max(
					known,
					untrack(() => this.nowMs),
				)
			: Math.max(known, this.nowMs);
	});
	readonly path = $derived(criticalPath(this.tree, this.shapeNowMs));
	readonly lines: Line[] = $derived.by(() =>
		linesOf({
			tree: this.tree,
			kinds: this.kinds,
			repeats: this.repeats,
			folded: this.#folded,
			unfolded: this.#unfolded,
			hidden: this.hidden,
			only: this.search.only,
		}),
	);
	readonly #lineOf = $derived(lineFinder(this.lines, this.tree));
	readonly joints = $derived(pathJoints(this.path, this.#lineOf));
	readonly #drawing = $derived({
		tree: this.tree,
		kinds: this.kinds,
		paths: pathOnLines(this.path, this.#lineOf),
		logs: this.#logsBySpan,
		nowMs: this.shapeNowMs,
	});
	/** Rows drawn so far; scrolling back to one costs nothing. */
	readonly #drawn = $derived(rowDrawer(this.#drawing));
	readonly openCount = $derived(
		this.tree.byId.values().reduce((sum, node) => sum + Number(node.endMs === null), 0),
	);
	readonly services = $derived([...Map.groupBy(walk(this.tree.roots), (node) => node.span.service).keys()]);
	/** The place of each span in the tree, whatever is folded. */
	readonly #order = $derived(orderOf(this.tree));
	/** Span ids, in the order of the tree. */
	readonly failed = $derived(
		[...walk(this.tree.roots)]
			.filter((node) => node.span.status.code === 'error')
			.map((node) => node.span.spanId),
	);
	readonly #whole: Interval = $derived(wholeWindow(this.nowMs, this.openCount > 0));
	readonly #groups = $derived(siblingGroups(this.tree, this.repeats));
	readonly chosen: SpanNode | null = $derived.by(() => {
		const line = this.#choice?.startsWith('group-') ? this.#choice.slice('group-'.length) : this.#choice;
		const id = line !== null && this.tree.byId.has(line) ? line : this.#remarkable();
		return id === null ? null : (this.tree.byId.get(id) ?? null);
	});
	/** The line that stands for what is chosen, by its place; `null` where there is none. */
	readonly chosenLine: number | null = $derived.by(() => {
		const group = this.#choice?.startsWith('group-')
			? this.lines.findIndex((line) => line.id === this.#choice)
			: -1;
		if (group >= 0) return group;
		return (this.chosen && this.#lineOf(this.chosen.span.spanId)) ?? null;
	});

	/** The line at a place from 0, with all that is drawn on it. */
	row(at: number): Row | null {
		const line = this.lines[at];
		return line === undefined ? null : this.#drawn(line, at);
	}

	/** The place of the line on which a span is drawn. */
	lineOf(spanId: string): number | null {
		return this.#lineOf(spanId) ?? null;
	}

	choose(lineId: string | null): void {
		this.#choice = lineId;
		const node = lineId === null ? undefined : this.tree.byId.get(lineId);
		if (!node) return;
		this.#reveal(node);
		this.time.include({ fromMs: node.startMs, toMs: node.endMs ?? this.nowMs });
	}

	fold(lineId: string, folded: boolean): void {
		if (lineId.startsWith('group-')) this.#unfolded = changed(this.#unfolded, lineId, !folded);
		else this.#folded = changed(this.#folded, lineId, folded);
	}

	isFolded(lineId: string): boolean {
		return lineId.startsWith('group-') ? !this.#unfolded.has(lineId) : this.#folded.has(lineId);
	}

	hide(kind: KindLetter, hidden: boolean): void {
		this.hidden = changed(this.hidden, kind, hidden);
	}

	/** What a key of the tree does from the chosen line. */
	keyStep(key: string): TreeStep | null {
		const at = this.lines[this.chosenLine ?? -1]?.id ?? null;
		if (key !== '[' && key !== ']') return treeStep(key, this.lines, at);
		return pathStep(key, this.lines, this.path, this.#lineOf, at);
	}

	/** The next match (`by` 1) or the one before, from the chosen span. */
	nextMatch(by: 1 | -1): string | null {
		return this.search.step(by, this.chosen?.span.spanId ?? null, this.#order);
	}

	nextFailure(by: 1 | -1): string | null {
		return stepThrough(this.failed, by, this.chosen?.span.spanId ?? null, this.#order);
	}

	/** Undoes whatever keeps a span from having a line of its own. */
	#reveal(node: SpanNode): void {
		const { spanId } = node.span;
		if (this.search.only !== null && !this.search.only.has(spanId)) this.search.filtering = false;
		this.hide(this.kinds.get(spanId) ?? 'K', false);
		for (const each of lineage(node)) {
			const group = this.#groups.get(each.span.spanId);
			if (group) this.fold(groupId(group), false);
			if (each !== node) this.fold(each.span.spanId, false);
		}
	}

	/** What is shown before anybody chose: while it goes on what it waits for, then what failed, else what took longest. */
	#remarkable(): string | null {
		if (this.growing) return this.path.at(-1)?.spanId ?? null;
		return this.#deepestFailure() ?? heaviest(timeOnPath(this.path));
	}

	#deepestFailure(): string | null {
		const depthOf = (id: string) => this.tree.byId.get(id)?.depth ?? 0;
		return this.failed.reduce<string | null>(
			(best, id) => (best !== null && depthOf(best) > depthOf(id) ? best : id),
			null,
		);
	}
}

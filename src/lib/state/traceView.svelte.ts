import { untrack } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import { wholeWindow } from '$trace/axis';
import { criticalPath, timeOnPath } from '$trace/criticalPath';
import type { Interval } from '$trace/interval';
import { kindsOf } from '$trace/kind';
import { layoutRows, pathJoints, type Row } from '$trace/layout';
import { latestMs } from '$trace/now';
import { heaviest } from '$trace/share';
import { epochMs, msSinceOrigin } from '$trace/time';
import { buildTree, lineage, walk, type SpanNode } from '$trace/tree';
import type { LogLine, TraceSpan } from '$trace/wire';

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

/** One trace as it is looked at: what is folded, what is chosen, which stretch of time. Times are since its origin. */
export class TraceView {
	readonly #source: TraceSource;
	#choice: string | null = $state(null);
	readonly #folded = new SvelteSet<string>();
	/** The window that stays while now is not followed; `null` while it is. */
	#held: Interval | null = $state.raw(null);

	constructor(source: TraceSource, chosen: string | null) {
		this.#source = source;
		this.#choice = chosen;
	}

	readonly tree = $derived.by(() => buildTree(this.#source.spans));
	readonly kinds = $derived(kindsOf(this.tree));
	readonly originMs = $derived(epochMs(this.tree.originNano));
	readonly growing = $derived.by(() => this.#source.growing);
	readonly logs = $derived.by(() => this.#source.logs);
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
	readonly rows: Row[] = $derived.by(() =>
		layoutRows({
			tree: this.tree,
			kinds: this.kinds,
			path: this.path,
			logs: this.logs,
			nowMs: this.shapeNowMs,
			folded: this.#folded,
		}),
	);
	readonly joints = $derived(pathJoints(this.path, this.rows));
	readonly openCount = $derived([...this.tree.byId.values()].filter((node) => node.endMs === null).length);
	readonly services = $derived([...Map.groupBy(walk(this.tree.roots), (node) => node.span.service).keys()]);
	readonly window: Interval = $derived.by(() => this.#held ?? wholeWindow(this.nowMs, this.openCount > 0));
	readonly chosen: SpanNode | null = $derived.by(() => {
		const id = this.#choice !== null && this.tree.byId.has(this.#choice) ? this.#choice : this.#remarkable();
		return id === null ? null : (this.tree.byId.get(id) ?? null);
	});

	get following(): boolean {
		return this.#held === null;
	}

	set following(follow: boolean) {
		this.#held = follow ? null : this.window;
	}

	choose(spanId: string | null): void {
		this.#choice = spanId;
		const node = spanId === null ? undefined : this.tree.byId.get(spanId);
		if (node) this.#reveal(node);
	}

	fold(spanId: string, folded: boolean): void {
		if (folded) this.#folded.add(spanId);
		else this.#folded.delete(spanId);
	}

	isFolded(spanId: string): boolean {
		return this.#folded.has(spanId);
	}

	#reveal(node: SpanNode): void {
		const hiding = lineage(node)
			.slice(0, -1)
			.filter((each) => this.#folded.has(each.span.spanId));
		for (const each of hiding) this.fold(each.span.spanId, false);
	}

	/** What is shown before anybody chose: while it goes on what it waits for, then what failed, else what took longest. */
	#remarkable(): string | null {
		if (this.growing) return this.path.at(-1)?.spanId ?? null;
		return this.#deepestFailure() ?? heaviest(timeOnPath(this.path));
	}

	#deepestFailure(): string | null {
		const failed = [...walk(this.tree.roots)].filter((node) => node.span.status.code === 'error');
		const deepest = failed.reduce<SpanNode | null>(
			(best, node) => (best && best.depth > node.depth ? best : node),
			null,
		);
		return deepest?.span.spanId ?? null;
	}
}

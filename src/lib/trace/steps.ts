import { walk, type SpanNode, type SpanTree } from './tree';

/** The durable parts of a run, in their order. */
export const STEPS = ['request', 'judge', 'record', 'notify'] as const;
export type StepName = (typeof STEPS)[number];

/** `skipped`: the run ended without it. `interrupted`: it was cancelled, or its process went away while it ran. */
export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'interrupted' | 'skipped';

export interface Step {
	readonly name: StepName;
	readonly state: StepState;
	/** The span of its latest attempt, `null` before it has begun. */
	readonly spanId: string | null;
	/** Of the latest attempt, in milliseconds since the trace's origin. */
	readonly startMs: number | null;
	readonly endMs: number | null;
	readonly attempts: number;
	/** What the latest failed attempt said. */
	readonly error: string | null;
}

/**
 * Where a run stands, told by the spans of its steps.
 * @param ended whether the run has ended: what has not begun by then will not
 * @param cancelled whether it was cancelled: then its last step came to nothing
 */
export function deriveSteps(tree: SpanTree, ended: boolean, cancelled = false): Step[] {
	const byName = Map.groupBy(walk(tree.roots), (node) => stepName(node) ?? '');
	let sinceMs = Number.NEGATIVE_INFINITY;
	const steps = STEPS.map((name) => {
		const step = toStep(name, byName.get(name) ?? [], sinceMs, ended);
		sinceMs = step.startMs ?? sinceMs;
		return step;
	});
	const last = cancelled ? steps.findLast((step) => step.state === 'done') : undefined;
	return steps.map((step) => (step === last ? { ...step, state: 'interrupted' } : step));
}

/** Which step a span is, or `null` for any other span. */
export function stepName(node: SpanNode): StepName | null {
	const told = node.span.attributes['glasshouse.step'] ?? /^step (\w+)$/.exec(node.span.name)?.[1];
	return STEPS.find((name) => name === told) ?? null;
}

/** What began before the step above it did belongs to an earlier attempt of the run: this one's is still to come. */
function toStep(name: StepName, attempts: readonly SpanNode[], sinceMs: number, ended: boolean): Step {
	const inOrder = attempts.toSorted((left, right) => left.startMs - right.startMs);
	const latest = inOrder.findLast((node) => node.startMs >= sinceMs);
	const failed = inOrder.findLast((node) => node.span.status.code === 'error');
	return {
		name,
		state: stateOf(latest, ended),
		spanId: latest?.span.spanId ?? null,
		startMs: latest?.startMs ?? null,
		endMs: latest?.endMs ?? null,
		attempts: attempts.length,
		error: failed?.span.status.message ?? null,
	};
}

function stateOf(latest: SpanNode | undefined, ended: boolean): StepState {
	if (latest === undefined) return ended ? 'skipped' : 'waiting';
	if (latest.endMs === null) return ended ? 'interrupted' : 'running';
	return latest.span.status.code === 'error' ? 'failed' : 'done';
}

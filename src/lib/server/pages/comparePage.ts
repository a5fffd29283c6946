import type { RequestEvent } from '@sveltejs/kit';
import { byDifference, compareTraces, type Compared } from '$trace/compare';
import { epochMs, msSinceOrigin } from '$trace/time';
import { buildTree } from '$trace/tree';
import { medianTrace } from '$trace/usualDuration';
import { AppError } from '../errors';
import { MOST_LISTED } from '../observe/traceList';
import { procedures } from '../rpc/client';

/** A trace of thousands of different spans would make a page that nobody reads: the rows of most difference stay. */
const MOST_ROWS = 400;

type Asking = Pick<RequestEvent, 'locals'>;
export type ComparePage = Awaited<ReturnType<typeof readComparePage>>;
export type ComparedTrace = Extract<ComparePage, { state: 'compared' }>['a'];

/** Two traces laid over each other; `gone` names those that are no longer held. */
export async function readComparePage(event: Asking, ids: { a: string; b: string }) {
	const [a, b] = await Promise.all([readSide(event, ids.a), readSide(event, ids.b)]);
	if (a === null || b === null) {
		return {
			state: 'gone' as const,
			gone: [a === null && ids.a, b === null && ids.b].filter((id) => id !== false),
		};
	}
	const { rows, ...comparison } = compareTraces(a.compared, b.compared);
	const told = new Set(byDifference(rows).slice(0, MOST_ROWS));
	return {
		state: 'compared' as const,
		a: a.told,
		b: b.told,
		comparison,
		/** In the order of the tree. */
		rows: rows.filter((row) => told.has(row)),
		leftOut: rows.length - told.size,
	};
}

/** The trace that took as long as half of those of the same root did, but for itself. */
export async function medianOfSameRoot(event: Asking, traceId: string): Promise<string | null> {
	const listed = await procedures(event).traces.list({ limit: MOST_LISTED });
	const own = listed.find((trace) => trace.traceId === traceId);
	const alike = listed.filter((trace) => trace.name === own?.name && trace.traceId !== traceId);
	return medianTrace(alike)?.traceId ?? null;
}

async function readSide(event: Asking, traceId: string) {
	const trace = await procedures(event).traces.get({ traceId }).catch(noneIfUnknown);
	if (trace === null || trace.spans.length === 0) return null;
	const tree = buildTree(trace.spans);
	const compared: Compared = { tree, nowMs: msSinceOrigin(tree.originNano, Date.now()) };
	const root = tree.roots[0]?.span;
	return {
		compared,
		told: {
			traceId,
			name: root?.name ?? '',
			service: root?.service ?? '',
			startMs: epochMs(tree.originNano),
			spanCount: tree.byId.size,
		},
	};
}

function noneIfUnknown(failure: unknown): null {
	if (failure instanceof AppError && failure.code === 'NOT_FOUND') return null;
	throw failure;
}

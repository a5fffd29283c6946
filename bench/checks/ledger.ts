import type pg from 'pg';
import { scheduledRunId } from '../../src/lib/server/workflows/runId';
import { quantile } from '../overhead/statistics';

/** Of the database's clock: runs that fall due from `from` on and before `to`. */
export interface Window {
	readonly from: Date;
	readonly to: Date;
}

/** What became of the runs that fell due in a window. */
export interface Ledger {
	readonly due: number;
	/** Of those, how many ended. */
	readonly done: number;
	/** Were never made: the one before still waited. */
	readonly dropped: number;
	/** From falling due to the start of the first step, in milliseconds. */
	readonly startDelayMs: Quantiles;
	/** From there to the end that is recorded, in milliseconds. */
	readonly runMs: Quantiles;
}

export interface Quantiles {
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
}

interface RunRow {
	id: string;
	started_at: Date | null;
	ended_at: Date | null;
}

/** The database's own time. */
export async function timeOf(db: pg.Client): Promise<Date> {
	const { rows } = await db.query<{ now: Date }>('select clock_timestamp()::timestamptz(3) as now');
	return rows[0]?.now ?? new Date();
}

/** Reads what became of a window; the id of a scheduled run follows from its check and its due time. */
export async function ledgerOf(db: pg.Client, window: Window): Promise<Ledger> {
	const due = await dueIn(db, window);
	const { rows } = await db.query<RunRow>('select id, started_at, ended_at from runs where queued_at >= $1', [
		window.from,
	]);
	const runs = new Map(rows.map((row) => [row.id, row]));
	const made = due.flatMap(({ id, dueAt }) => {
		const run = runs.get(id);
		return run === undefined ? [] : [{ ...run, dueAt }];
	});
	const ended = made.filter((run): run is Ended => run.started_at !== null && run.ended_at !== null);
	return {
		due: due.length,
		done: ended.length,
		dropped: due.length - made.length,
		startDelayMs: quantiles(ended.map((run) => run.started_at.getTime() - run.dueAt.getTime())),
		runMs: quantiles(ended.map((run) => run.ended_at.getTime() - run.started_at.getTime())),
	};
}

type Ended = RunRow & { started_at: Date; ended_at: Date; dueAt: Date };

/** Every tick of every check in a window: the ticks of a check lie one interval apart, before and after its next. */
async function dueIn(db: pg.Client, { from, to }: Window): Promise<{ id: string; dueAt: Date }[]> {
	const { rows } = await db.query<{ id: string; next_due_at: Date; interval_seconds: number }>(
		'select id, next_due_at, interval_seconds from checks where next_due_at is not null',
	);
	return rows.flatMap(({ id, next_due_at: next, interval_seconds: seconds }) => {
		const everyMs = seconds * 1000;
		const firstMs = next.getTime() - Math.floor((next.getTime() - from.getTime()) / everyMs) * everyMs;
		const ticks = Math.max(0, Math.ceil((to.getTime() - firstMs) / everyMs));
		return Array.from({ length: ticks }, (_, n) => {
			const dueAt = new Date(firstMs + n * everyMs);
			return { id: scheduledRunId(id, dueAt), dueAt };
		});
	});
}

function quantiles(values: readonly number[]): Quantiles {
	const sorted = [...values].sort((a, b) => a - b);
	return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: sorted.at(-1) ?? NaN };
}

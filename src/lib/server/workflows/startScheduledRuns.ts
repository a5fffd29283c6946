import { enqueueWorkflows, prepareEnqueuedWorkflow } from '@dbos-inc/dbos-sdk/eventreceiver';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { DueCheck } from '../checks/checkStore';
import { runPrepared } from '../database/prepared';
import { keepTrace } from '../sessions/keepTrace';
import { withSpan } from '../telemetry';
import { RUNS_QUEUE } from './queue';
import type { RunInput } from './run';
import { runCheckWorkflow } from './runCheck';
import { scheduledRunId } from './runId';
import { mustBeReady } from './startRun';
import { currentPlace, traceIdOf } from './traceparent';

const CREATE = {
	name: 'create_scheduled_runs',
	text: `
		insert into runs (id, check_id, trigger, trace_id, traceparent)
		select asked.id, checks.id, 'schedule', asked.trace_id, asked.traceparent
		from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as asked (id, check_id, trace_id, traceparent)
		join checks on checks.id = asked.check_id
		on conflict (id) do nothing
		returning id`,
};
const STORED = {
	name: 'stored_runs',
	text: 'select id, check_id, trigger, traceparent from runs where id = any($1::uuid[])',
};

/**
 * Puts the runs of checks that fell due on the queue, each as a trace of its own, all in the same two transactions.
 * The rows come first, as with `startRun`, and nothing is started twice. A check that was deleted meanwhile is left
 * out.
 * @throws AppError UNAVAILABLE while the engine is not ready; what the database says
 */
export async function startScheduledRuns(due: readonly DueCheck[]): Promise<void> {
	mustBeReady();
	const asked: RunInput[] = [];
	const { promise: allStarted, resolve, reject } = Promise.withResolvers<undefined>();
	const spans = due.map((one) => traced(one, asked, allStarted));
	await startAll(asked).then(() => resolve(undefined), reject);
	await Promise.all(spans);
}

/** The root of a run's trace: open until its run is on the queue. */
function traced({ checkId, dueAt }: DueCheck, asked: RunInput[], allStarted: Promise<undefined>) {
	const runId = scheduledRunId(checkId, dueAt);
	const ask = () => {
		asked.push({ runId, checkId, trigger: 'schedule', traceparent: currentPlace().traceparent });
		return allStarted;
	};
	return context.with(ROOT_CONTEXT, () =>
		withSpan('schedule check', ask, {
			'glasshouse.check.id': checkId,
			'glasshouse.run.id': runId,
			'glasshouse.due_at': dueAt.toISOString(),
		}),
	);
}

async function startAll(asked: readonly RunInput[]): Promise<void> {
	const created = await create(asked);
	const isOurs = ({ runId }: RunInput) => created.has(runId);
	for (const run of asked.filter(isOurs)) keepTrace(traceIdOf(run.traceparent) ?? '', run.runId, 'here');
	const others = asked.filter((run) => !isOurs(run)).map(({ runId }) => runId);
	await enqueueAll([...asked.filter(isOurs), ...(await stored(others))]);
}

async function create(asked: readonly RunInput[]): Promise<Set<string>> {
	const { rows } = await runPrepared<{ id: string }>(CREATE, [
		asked.map(({ runId }) => runId),
		asked.map(({ checkId }) => checkId),
		asked.map(({ traceparent }) => traceIdOf(traceparent)),
		asked.map(({ traceparent }) => traceparent),
	]);
	return new Set(rows.map(({ id }) => id));
}

/** Another process was faster with these: they are in that one's traces, and enqueued again lest that one died. */
async function stored(runIds: readonly string[]): Promise<RunInput[]> {
	if (runIds.length === 0) return [];
	const { rows } = await runPrepared<{
		id: string;
		check_id: string;
		trigger: RunInput['trigger'];
		traceparent: string;
	}>(STORED, [runIds]);
	return rows.map(({ id, check_id, trigger, traceparent }) => ({
		runId: id,
		checkId: check_id,
		trigger,
		traceparent,
	}));
}

/** What the queue knows already is left as it is. */
async function enqueueAll(runs: readonly RunInput[]): Promise<void> {
	const workflow = runCheckWorkflow();
	const prepared = runs.map((run) =>
		prepareEnqueuedWorkflow(workflow, [run], { workflowID: run.runId, queueName: RUNS_QUEUE }),
	);
	await enqueueWorkflows(await Promise.all(prepared));
}

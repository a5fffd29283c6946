/** What the workflow of a run keeps as its durable input: enough to carry it on in another process. */
export interface RunInput {
	runId: string;
	checkId: string;
	trigger: 'manual' | 'schedule';
	/** The place in the trace under which the run was asked for; every step of it stands below. */
	traceparent: string;
}

/** The parts of a run, in their order. */
export type StepName = 'request' | 'judge' | 'record' | 'notify';

/** One execution of a run's workflow in this process. */
export interface Execution {
	readonly run: RunInput;
	readonly signal: AbortSignal;
	readonly startedAtMs: number;
	/** From 1. */
	attempt: number;
	/** `false` as long as steps are answered from what an earlier execution had done. */
	live: boolean;
}

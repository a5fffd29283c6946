import type { Run } from '$server/checks/model';
import type { Step } from '$trace/steps';
import { duration } from './duration';
import { failureName } from './failure';
import { isOpen, runMark } from './states';

const TITLES: Record<Step['name'], string> = {
	request: 'Request',
	judge: 'Judge',
	record: 'Record',
	notify: 'Notify',
};

/** What a step does while it runs. */
const DOING: Record<Step['name'], string> = {
	request: 'Waiting for the target',
	judge: 'Comparing with what is expected',
	record: 'Writing the result',
	notify: 'Telling the webhook, where there is one',
};

export function stepTitle(step: Step): string {
	return TITLES[step.name];
}

/** One short sentence on where a step stands. */
export function stepNote(step: Step, before: Step | undefined, run: Run): string {
	switch (step.state) {
		case 'waiting':
			return before
				? `Waiting for ${TITLES[before.name].toLowerCase()}`
				: 'Waiting for its turn in the queue';
		case 'running':
			return step.attempts > 1 ? `Attempt ${step.attempts} is open` : DOING[step.name];
		case 'done':
			return outcome(step, run) ?? 'Kept. Will not run again';
		case 'failed':
			return step.error ?? 'Failed';
		case 'interrupted':
			return 'Was cut short';
		case 'skipped':
			return 'Was not reached';
	}
}

/** How a run stands, for the chip beside the title. */
export function runWord(run: Run, steps: readonly Step[]): string {
	const { word } = runMark(run.state);
	const at = steps.findIndex((step) => step.state === 'running');
	return run.state === 'running' && at >= 0 ? `${word}, step ${at + 1} of ${steps.length}` : word;
}

/** Which attempt it is, of how many the check allows. */
export function attemptWords(attempts: number, retries: number): string {
	const attempt = Math.max(1, attempts);
	return `${attempt} of ${Math.max(attempt, retries + 1)}`;
}

/** `1.248 s so far` while it is open. */
export function openDuration(ms: number, open: boolean): string {
	return open ? `${duration(Math.max(0, ms))} so far` : duration(Math.max(0, ms));
}

function outcome(step: Step, run: Run): string | undefined {
	if (isOpen(run.state)) return undefined;
	if (step.name === 'request') return requestOutcome(run);
	return step.name === 'judge' ? judgement(run) : undefined;
}

function requestOutcome({ observation }: Run): string | undefined {
	if (!observation) return undefined;
	if (observation.status !== null) return `Answered ${observation.status}`;
	const { failure } = observation;
	return failure ? `No answer: ${failure.errorCode ?? failureName(failure)}` : undefined;
}

function judgement({ state, failure }: Run): string | undefined {
	if (state === 'passed') return 'As expected';
	if (state === 'inconclusive') return 'Not to be told: Glasshouse itself was blocked';
	return failure ? `Not as expected: ${failureName(failure)}` : undefined;
}

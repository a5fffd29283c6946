import { METRICS as APP } from '../../../src/lib/server/metrics';
import type { Dashboard, Section } from '../model';
import { divided, now, orZero, perSecond, quantile, share } from '../promql';

const ENDED = { 'glasshouse.run.state': '=~"passed|failed"' };
const PASSED = { 'glasshouse.run.state': '="passed"' };
const BY_CHECK = ['glasshouse.check.name'] as const;
const CHECK = '{{glasshouse.check.name}}';

const CHECKS: Section = {
	title: 'Checks',
	panels: [
		{
			title: 'Checks that are up',
			kind: 'number',
			unit: 'percentunit',
			width: 3,
			tells: 'The share of enabled checks whose last conclusive run passed.',
			act: 'see below which are down, and open their last run in the app: it says what was expected and what came.',
			queries: [{ expression: now(APP.checkUp, {}, 'avg'), legend: 'up' }],
		},
		{
			title: 'Runs that passed',
			kind: 'number',
			unit: 'percentunit',
			width: 3,
			tells: 'Runs that passed, of those that passed or failed.',
			act: 'the runs by state tell whether targets fail, or we cannot find out.',
			queries: [
				{
					expression: share(perSecond(APP.runs, { where: PASSED }), perSecond(APP.runs, { where: ENDED })),
					legend: 'passed',
				},
			],
		},
		{
			title: 'Queue lag',
			kind: 'number',
			unit: 's',
			width: 3,
			tells: 'How late the most overdue check or queued run is.',
			act: 'see how many runs are executed at once: add a process, or find the run that does not end.',
			bad: 60,
			queries: [{ expression: now(APP.queueLag, {}, 'max'), legend: 'lag' }],
		},
		{
			title: 'Runs under way',
			kind: 'number',
			unit: 'short',
			width: 3,
			tells: 'Runs that are executed now.',
			act: 'a number that never falls is runs that hang: cancel them in the app, and look at their last step.',
			queries: [{ expression: now(APP.activeRuns), legend: 'runs' }],
		},
		{
			title: 'Uptime, by check',
			kind: 'lines',
			unit: 'percentunit',
			width: 6,
			tells: '1 while the last conclusive run of a check passed, 0 while it failed.',
			act: 'open the check in the app: its last run has the request, the answer and the trace into the target.',
			queries: [{ expression: now(APP.checkUp, { by: BY_CHECK }, 'min'), legend: CHECK }],
		},
		{
			title: 'Latency, by check',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells: 'How long 95 of 100 answers of each target took at most, redirects included. The dots are runs.',
			act: 'follow a dot into its trace, and from there into the service that was checked.',
			queries: [
				{
					expression: quantile(0.95, APP.checkLatency, { by: BY_CHECK }),
					legend: CHECK,
					exemplars: true,
				},
			],
		},
	],
};

const RUNS: Section = {
	title: 'Runs',
	panels: [
		{
			title: 'Runs, by state',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Runs a second that have ended, by the state in which they did.',
			act: 'failed is the target. Inconclusive and error are ours, or the network: read the log of such a run.',
			queries: [
				{
					expression: perSecond(APP.runs, { by: ['glasshouse.run.state'] }),
					legend: '{{glasshouse.run.state}}',
				},
			],
		},
		{
			title: 'Runs, by what started them',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Runs a second that have ended, by whether the schedule or somebody started them.',
			act: 'if the schedule starts none, look at the queue lag and at the log of the scheduler.',
			queries: [
				{
					expression: perSecond(APP.runs, { by: ['glasshouse.run.trigger'] }),
					legend: '{{glasshouse.run.trigger}}',
				},
			],
		},
		{
			title: 'Steps',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells: 'How long 95 of 100 executions of each step took at most.',
			act: 'request is the target, and notify the webhook; the other steps are PostgreSQL or this process.',
			queries: [
				{
					expression: quantile(0.95, APP.stepDuration, { by: ['glasshouse.step'] }),
					legend: '{{glasshouse.step}}',
					exemplars: true,
				},
			],
		},
		{
			title: 'Steps that failed',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Steps a second that threw. A check that fails is no error of its step.',
			act: 'the database was away, or there is a defect: the step’s span has the exception.',
			queries: [
				{
					expression: orZero(perSecond(APP.stepDuration, { where: { 'error.type': '!=""' } })),
					legend: 'failed',
				},
			],
		},
		{
			title: 'Further attempts',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Requests a second that were tried again, by what came of the attempt before.',
			act: 'targets that need a second attempt are about to fail: look at them before they do.',
			queries: [
				{
					expression: perSecond(APP.retries, { by: ['glasshouse.verdict'] }),
					legend: '{{glasshouse.verdict}}',
				},
			],
		},
		{
			title: 'Queue',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'Runs that wait, which all processes on a database share, and those that each process executes.',
			act: 'a queue that grows while few are executed is a process that hangs; otherwise it is too few of them.',
			queries: [
				{ expression: now(APP.queueDepth, {}, 'max'), legend: 'waiting' },
				{
					expression: now(APP.activeRuns, { by: ['service.instance.id'] }),
					legend: 'executed by {{service.instance.id}}',
				},
			],
		},
		{
			title: 'Queue lag, over time',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells: 'How late the most overdue check or queued run is.',
			act: 'steady is too few processes for the checks that there are; a saw is one run that holds the others up.',
			bad: 60,
			queries: [{ expression: now(APP.queueLag, {}, 'max'), legend: 'lag' }],
		},
		{
			title: 'Webhooks',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Webhooks a second that were taken, and those that were not, by the reason.',
			act: 'open the run: its last span has the answer of the address that was told.',
			queries: [
				{ expression: perSecond(APP.webhooks, { where: { 'error.type': '=""' } }), legend: 'taken' },
				{
					expression: perSecond(APP.webhooks, { by: ['error.type'], where: { 'error.type': '!=""' } }),
					legend: 'not taken: {{error.type}}',
				},
			],
		},
		{
			title: 'Attempts a run',
			kind: 'lines',
			unit: 'none',
			width: 6,
			tells: 'Further attempts for each run that has ended: 0 where everything works at once.',
			act: 'above 1, time is spent on targets that are down: give their checks fewer attempts, or a longer interval.',
			queries: [
				{
					expression: divided(orZero(perSecond(APP.retries)), perSecond(APP.runs)),
					legend: 'further attempts',
				},
			],
		},
	],
};

export const WORKFLOWS: Dashboard = {
	slug: 'workflows',
	title: 'Workflows and checks',
	description: 'Whether what is checked is up, how the runs of checks go, and whether they begin in time.',
	sections: [CHECKS, RUNS],
};

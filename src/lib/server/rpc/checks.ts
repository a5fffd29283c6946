import { checkOverview, checkOverviews } from '$server/checks/statistics';
import { createCheck, deleteCheck, getCheck, updateCheck } from '$server/checks/checkStore';
import { startRun } from '$server/workflows/startRun';
import { changedCheck, newCheck } from './checkInput';
import { procedure } from './context';
import { byId } from './inputs';
import { answers } from './openapiAnswers';

const tags = ['checks'];

const list = procedure
	.route({
		method: 'GET',
		path: '/checks',
		tags,
		summary: 'Every check with its statistics',
		spec: answers(200, 'The checks, oldest first.', ['CheckOverview']),
	})
	.handler(() => checkOverviews());

const get = procedure
	.route({
		method: 'GET',
		path: '/checks/{id}',
		tags,
		summary: 'One check with its statistics',
		spec: answers(200, 'The check.', 'CheckOverview'),
	})
	.input(byId)
	.handler(({ input }) => checkOverview(input.id));

const create = procedure
	.route({
		method: 'POST',
		path: '/checks',
		successStatus: 201,
		tags,
		summary: 'Make a check',
		description: 'With an interval its first run is due at once.',
		spec: answers(201, 'The check; Location names it.', 'Check'),
	})
	.input(newCheck)
	.handler(async ({ input, context }) => {
		const check = await createCheck(input);
		context.answerHeaders?.set('location', `/api/v1/checks/${check.id}`);
		return check;
	});

const update = procedure
	.route({
		method: 'PATCH',
		path: '/checks/{id}',
		tags,
		summary: 'Change a check',
		description: 'Only the fields that are sent change; `expect` and `headers` are replaced as a whole.',
		spec: answers(200, 'The check as it is now.', 'Check'),
	})
	.input(changedCheck)
	.handler(({ input: { id, ...patch } }) => updateCheck(id, patch));

const remove = procedure
	.route({
		method: 'DELETE',
		path: '/checks/{id}',
		successStatus: 204,
		tags,
		summary: 'Delete a check with its runs',
		spec: answers(204, 'It is gone.'),
	})
	.input(byId)
	.handler(({ input }) => deleteCheck(input.id));

const run = procedure
	.route({
		method: 'POST',
		path: '/checks/{id}/run',
		successStatus: 202,
		tags,
		summary: 'Run a check now',
		description: 'The run is queued; follow it under `/runs/{id}` or `/live?session={id}`.',
		spec: answers(202, 'The run and its trace.', 'StartedRun'),
	})
	.input(byId)
	.handler(async ({ input, context }) => {
		await getCheck(input.id);
		const started = await startRun(input.id, 'manual');
		context.answerHeaders?.set('location', `/api/v1/runs/${started.runId}`);
		return started;
	});

export const checks = { list, get, create, update, delete: remove, run };

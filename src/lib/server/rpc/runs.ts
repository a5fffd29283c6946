import { z } from 'zod';
import { RUN_STATES } from '$server/checks/schema';
import { getRun, listRuns } from '$server/checks/runStore';
import { cancelRun } from '$server/workflows/cancelRun';
import { procedure } from './context';
import { byId, id, limit } from './inputs';
import { answers } from './openapiAnswers';

const tags = ['runs'];

const filter = z.strictObject({
	checkId: id.optional(),
	state: z.enum(RUN_STATES).optional(),
	limit: limit(50, 200),
	before: z.iso
		.datetime({ offset: true })
		.optional()
		.describe('Only runs that were queued before this time.'),
});

const list = procedure
	.route({
		method: 'GET',
		path: '/runs',
		tags,
		summary: 'Recent runs, newest first',
		description: 'For the next page send the `queuedAt` of the last one as `before`.',
		spec: answers(200, 'The runs.', ['RunSummary']),
	})
	.input(filter)
	.handler(({ input }) => listRuns(input));

const get = procedure
	.route({
		method: 'GET',
		path: '/runs/{id}',
		tags,
		summary: 'One run, with what came back',
		spec: answers(200, 'The run.', 'Run'),
	})
	.input(byId)
	.handler(({ input }) => getRun(input.id));

const cancel = procedure
	.route({
		method: 'POST',
		path: '/runs/{id}/cancel',
		tags,
		summary: 'Cancel a run that has not ended',
		description: 'A run that has ended answers with 409.',
		spec: answers(200, 'The run as it is now.', 'Run'),
	})
	.input(byId)
	.handler(async ({ input }) => {
		await cancelRun(input.id);
		return getRun(input.id);
	});

export const runs = { list, get, cancel };

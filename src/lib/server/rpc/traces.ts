import { z } from 'zod';
import { selectTraces } from '$server/observe/selectTraces';
import { listTraces, MOST_LISTED } from '$server/observe/traceList';
import { getTrace } from '$server/observe/traces';
import { sortTraces } from '$trace/traceOrder';
import { procedure } from './context';
import { answers } from './openapiAnswers';
import { toTraceFilter, traceFilterInput } from './traceInputs';

const tags = ['traces'];

const traceId = z.stringFormat('trace-id', /^[0-9a-f]{32}$/, 'expected 32 lower-case hexadecimal digits');

const list = procedure
	.route({
		method: 'GET',
		path: '/traces',
		tags,
		summary: 'The traces that this process holds, and those kept with the newest runs',
		description:
			'Every condition must hold. `root`, `service` and `status` may be given several times: then one of them must ' +
			'hold, and none of those behind a `!`.',
		spec: answers(200, 'The traces, newest first unless sorted otherwise.', ['TraceSummary']),
	})
	.input(traceFilterInput)
	.handler(async ({ input }) => {
		const nowMs = Date.now();
		const found = await selectTraces(await listTraces(MOST_LISTED), toTraceFilter(input), nowMs);
		return sortTraces(found, input.sort, nowMs).slice(0, input.limit);
	});

const get = procedure
	.route({
		method: 'GET',
		path: '/traces/{traceId}',
		tags,
		summary: 'Every span and log line of one trace',
		description: 'What is live in this process, merged with what is kept with the run.',
		spec: answers(200, 'The trace.', 'Trace'),
	})
	.input(z.strictObject({ traceId }))
	.handler(({ input }) => getTrace(input.traceId));

export const traces = { list, get };

import { z } from 'zod';
import { getTrace, listTraces } from '$server/observe/traces';
import { procedure } from './context';
import { limit } from './inputs';
import { answers } from './openapiAnswers';

const tags = ['traces'];

const traceId = z.stringFormat('trace-id', /^[0-9a-f]{32}$/, 'expected 32 lower-case hexadecimal digits');

const list = procedure
	.route({
		method: 'GET',
		path: '/traces',
		tags,
		summary: 'The newest traces that this process holds',
		spec: answers(200, 'The traces, newest first.', ['TraceSummary']),
	})
	.input(z.strictObject({ limit: limit(50, 500) }))
	.handler(({ input }) => listTraces(input.limit));

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

import { z } from 'zod';
import { readInFlight } from '$server/observe/inFlight';
import { telemetryHealth } from '$server/observe/telemetryHealth';
import { procedure } from './context';
import { answers } from './openapiAnswers';

const health = procedure
	.route({
		method: 'GET',
		path: '/telemetry/health',
		tags: ['telemetry'],
		summary: 'What became of the telemetry of this process',
		description: 'Exported, waiting and dropped, by signal and reason, since the start.',
		spec: answers(200, 'The health of telemetry itself.', 'TelemetryHealth'),
	})
	.handler(() => telemetryHealth());

const inFlight = procedure
	.route({
		method: 'GET',
		path: '/telemetry/in-flight',
		tags: ['telemetry'],
		summary: 'What this process does at this moment',
		description:
			'Every open operation with how long those like it usually take, what ended a moment ago, how the event loop ' +
			'and the heap fared, and what is in use of what there is. Without the request that asks.',
		spec: answers(200, 'What is in flight.', 'InFlight'),
	})
	.input(
		z.strictObject({
			page: z
				.stringbool()
				.or(z.boolean())
				.default(false)
				.describe('Also what pages of Glasshouse fetch for themselves.'),
			runtimeSince: z.coerce
				.number<number | string>()
				.min(0)
				.default(0)
				.describe('Of `runtime` only what came after that moment, in milliseconds since the Unix epoch.'),
		}),
	)
	.handler(({ input }) => readInFlight(input));

export const telemetry = { health, inFlight };

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

export const telemetry = { health };

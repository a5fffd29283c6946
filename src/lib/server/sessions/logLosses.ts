import { logger } from '../logger';
import { HEALTH } from './health';
import { telemetryOut } from './telemetryOut';

/**
 * Says in the log what was lost of what runs told of themselves: on their timelines only those see it who look there.
 * At most once a second for a run.
 * @returns the way out
 */
export function logLosses(): () => void {
	return telemetryOut({
		types: [HEALTH],
		deliver: ({ sessionId, data }) =>
			logger.warn(
				{ runId: sessionId, dropped: data.dropped },
				'Something of what a run told of itself was lost',
			),
	}).stop;
}

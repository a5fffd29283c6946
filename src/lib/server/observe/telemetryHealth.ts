import { AppError } from '$server/errors';
import { getTelemetry } from '$telemetry/handle';
import type { TelemetryHealth } from '$telemetry/health/types';

/** What became of the telemetry of this process. @throws AppError UNAVAILABLE where it was not started */
export function telemetryHealth(): TelemetryHealth {
	const telemetry = getTelemetry();
	if (telemetry === undefined) throw new AppError('UNAVAILABLE', 'Telemetry was not started in this process');
	return telemetry.health();
}

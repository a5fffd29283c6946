import { runsPerMinute } from '../checks/fleet';
import { countOpenOperations } from '../observe/inFlight';
import { telemetryTrouble, type TelemetryTrouble } from './telemetryTrouble';

/** What the top bar says of this Glasshouse. */
export interface Pulse {
	/** Over all checks and every process, in the last minutes. */
	runsPerMinute: number;
	/** Of this process, as the page of what is in flight counts them. */
	openOperations: number;
	/** What is wrong with the telemetry of this process. */
	telemetryTrouble: TelemetryTrouble | null;
}

export async function readPulse(): Promise<Pulse> {
	return {
		runsPerMinute: await runsPerMinute(),
		openOperations: countOpenOperations(),
		telemetryTrouble: telemetryTrouble(),
	};
}

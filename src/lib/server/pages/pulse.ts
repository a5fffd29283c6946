import { trace } from '@opentelemetry/api';
import { getTelemetry } from '$telemetry/handle';
import { runsPerMinute } from '../checks/fleet';
import { telemetryTrouble, type TelemetryTrouble } from './telemetryTrouble';

/** What the top bar says of this Glasshouse. */
export interface Pulse {
	/** Over all checks and every process, in the last minutes. */
	runsPerMinute: number;
	/** Traces of this process that have an open span, without the one that asks. */
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

export function countOpenOperations(): number {
	const asking = trace.getActiveSpan()?.spanContext().traceId;
	const open = new Set(
		getTelemetry()
			?.live.openSpans()
			.map((span) => span.traceId),
	);
	return open.size - (asking !== undefined && open.has(asking) ? 1 : 0);
}

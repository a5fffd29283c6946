import { getTelemetry } from '$telemetry/handle';
import type { TelemetryHealth } from '$telemetry/health/types';
import { droppedCount, isFailing } from '../../words/telemetry';
import { perProcess } from '../process/perProcess';

/** What is wrong with telemetry itself just now, the worse first. */
export type TelemetryTrouble = 'failing' | 'dropping';

/** So long after something was dropped, the top bar says so. */
const SHOWN_MS = 10 * 60_000;

/** Remembers how much was dropped when somebody last looked, for the counts alone do not say when that was. */
export class TroubleWatch {
	private seen = 0;
	private grewAtMs = -Infinity;

	/** @returns the trouble at this moment, or `null` where all that is made is sent, or nothing is to be */
	look(health: TelemetryHealth, nowMs = performance.now()): TelemetryTrouble | null {
		const dropped = health.signals.reduce((sum, signal) => sum + droppedCount(signal), 0);
		if (dropped > this.seen) this.grewAtMs = nowMs;
		this.seen = dropped;
		if (health.signals.some(isFailing)) return 'failing';
		return nowMs - this.grewAtMs < SHOWN_MS ? 'dropping' : null;
	}
}

const watch = perProcess('telemetryTrouble', () => new TroubleWatch());

export function telemetryTrouble(): TelemetryTrouble | null {
	const health = getTelemetry()?.health();
	return health === undefined ? null : watch.look(health);
}

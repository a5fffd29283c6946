import type { DropReason, SignalHealth, TelemetryHealth } from '../../src/telemetry/health/types';

/** The same account, with only what was dropped after an earlier one: what was lost before has lost nothing of ours. */
export function dropsSince(before: TelemetryHealth | null, now: TelemetryHealth): TelemetryHealth {
	return {
		...now,
		signals: now.signals.map((signal) => {
			const earlier = before?.signals.find((one) => one.signal === signal.signal);
			return earlier === undefined ? signal : { ...signal, dropped: grown(earlier.dropped, signal.dropped) };
		}),
	};
}

function grown(before: SignalHealth['dropped'], now: SignalHealth['dropped']): SignalHealth['dropped'] {
	const counts: SignalHealth['dropped'] = {};
	for (const reason of Object.keys(now) as DropReason[]) {
		const count = (now[reason] ?? 0) - (before[reason] ?? 0);
		if (count > 0) counts[reason] = count;
	}
	return counts;
}

import type { Load } from '../load';

const MILLISECONDS: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** Reads what `wrk --latency` prints. @throws where a request failed, or where it is not what wrk prints */
export function readWrk(output: string): Load {
	const [failure] = /^\s*(Socket errors|Non-2xx or 3xx responses): .*$/m.exec(output) ?? [];
	if (failure !== undefined) throw new Error(`Not every request was answered. ${failure.trim()}`);
	return {
		requestsPerSecond: Number(found(output, /^Requests\/sec:\s+([\d.]+)$/m)[1]),
		p50Ms: latency(output, 50),
		p99Ms: latency(output, 99),
	};
}

function latency(output: string, percent: number): number {
	const [, value, unit = ''] = found(output, new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s|m)$`, 'm'));
	return Number(value) * (MILLISECONDS[unit] ?? NaN);
}

function found(output: string, pattern: RegExp): RegExpExecArray {
	const match = pattern.exec(output);
	if (match === null) throw new Error(`wrk printed no ${String(pattern)}:\n${output}`);
	return match;
}

import { grouped } from './number';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something took: `0.42 ms`, `88 ms`, `1.248 s`, `2 min 3 s`, `3 h 5 min`, `2 d 4 h`. */
export function duration(ms: number): string {
	if (ms < 10) return `${Number(ms.toPrecision(2))} ms`;
	if (ms < SECOND - 0.5) return `${Math.round(ms)} ms`;
	if (ms < MINUTE - 50) return `${(ms / SECOND).toFixed(ms < 10 * SECOND ? 3 : 1)} s`;
	if (ms < HOUR) return pair(Math.round(ms / SECOND) * SECOND, MINUTE, 'min', SECOND, 's');
	if (ms < DAY) return pair(ms, HOUR, 'h', MINUTE, 'min');
	return pair(ms, DAY, 'd', HOUR, 'h');
}

function pair(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
	const whole = Math.floor(ms / large);
	const rest = Math.floor((ms - whole * large) / small);
	return rest === 0
		? `${grouped(whole)} ${largeUnit}`
		: `${grouped(whole)} ${largeUnit} ${rest} ${smallUnit}`;
}

/** Roughly how long: one unit, rounded down, never more exact than a glance needs. `4 s`, `3 min`, `2 d`. */
export function roughly(ms: number): string {
	const past = Math.max(0, ms);
	if (past < MINUTE) return `${Math.floor(past / SECOND)} s`;
	if (past < HOUR) return `${Math.floor(past / MINUTE)} min`;
	if (past < DAY) return `${Math.floor(past / HOUR)} h`;
	return `${grouped(Math.floor(past / DAY))} d`;
}

/** Something still open, to a tenth of a second: `1.2 s so far`. */
export function soFar(ms: number): string {
	const past = Math.max(0, ms);
	return past < MINUTE ? `${(past / SECOND).toFixed(1)} s so far` : `${roughly(past)} so far`;
}

/** Milliseconds for a table column whose head tells the unit: `318`, `1 840`, `4.2`; a dash where unknown. */
export function milliseconds(ms: number | null): string {
	if (ms === null) return '–';
	return ms < 10 ? String(Number(ms.toPrecision(2))) : grouped(ms);
}

/** A setting in milliseconds, exactly: `800 ms`, `2.5 s`, `10 s`. */
export function setting(ms: number): string {
	return ms < SECOND ? `${ms} ms` : `${ms / SECOND} s`;
}

/** A set period, exactly: `10 s`, `5 min`, `1 d`, `90 s`. */
export function period(seconds: number): string {
	if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
	if (seconds % 3600 === 0) return `${seconds / 3600} h`;
	if (seconds % 60 === 0) return `${seconds / 60} min`;
	return `${seconds} s`;
}

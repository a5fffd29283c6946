import type { ComparedRow, Comparison } from '$trace/compare';
import { duration } from './duration';
import { inWords } from './number';

type Told = Pick<Comparison, 'aMs' | 'bMs' | 'aOpen' | 'bOpen' | 'blame'>;

/** A difference that clocks and chance make too. */
const LEAST_SHARE = 0.05;
const LEAST_MS = 1;
/** Closer than this to the whole is all of it. */
const ROUNDING = 0.02;
const PHASES = new Set(['dns', 'connect', 'tls', 'request', 'first byte', 'transfer']);

/** What got slower or faster, and where: `B took 1.2 s longer: 1.1 s of it in SELECT stock, …`. */
export function comparisonSentence(told: Told): string {
	const { aMs, bMs, blame } = told;
	const longerMs = bMs - aMs;
	const alike = Math.abs(longerMs) < Math.max(LEAST_MS, LEAST_SHARE * Math.max(aMs, bMs));
	if (alike) return `Both took about as long: ${duration(aMs)} and ${duration(bMs)}.${openNote(told)}`;
	const much = duration(Math.abs(longerMs));
	const where = blame === null ? '' : `: ${place(blame, longerMs)}`;
	return `B took ${much} ${longerMs > 0 ? 'longer' : 'less'}${where}.${openNote(told)}`;
}

/** `+1.100 s`, `−20 ms`, or a dash where there is next to none. */
export function differenceWords(ms: number): string {
	if (Math.abs(ms) < 0.01) return '–';
	return `${ms > 0 ? '+' : '−'}${duration(Math.abs(ms))}`;
}

function place(blame: ComparedRow, longerMs: number): string {
	const ownMs = Math.abs(blame.selfLongerMs);
	const share = ownMs / Math.abs(longerMs);
	const where = `in ${placeName(blame)}${countsOf(blame)}`;
	if (share < 1 - ROUNDING) return `${duration(ownMs)} of it ${where}`;
	if (share <= 1 + ROUNDING) return `all of it ${where}`;
	const [more, less] = longerMs > 0 ? ['more', 'less'] : ['less', 'more'];
	return `${duration(ownMs)} ${more} ${where}; elsewhere it took ${less}`;
}

/** The phases of a request are told with it: `first byte of GET shop.example.com`. */
function placeName({ name, above }: ComparedRow): string {
	return above !== null && PHASES.has(name) ? `${name} of ${above}` : name;
}

function countsOf({ a, b }: ComparedRow): string {
	if (a === null) return ', which A does not have';
	if (b === null) return ', which B does not have';
	return a.count === b.count ? '' : `, which ran ${times(b.count)} and not ${times(a.count)}`;
}

function times(count: number): string {
	return count === 1 ? 'once' : `${inWords(count)} times`;
}

function openNote({ aOpen, bOpen }: Told): string {
	if (aOpen && bOpen) return ' Both are still open: this is so far.';
	return aOpen || bOpen ? ` ${aOpen ? 'A' : 'B'} is still open: this is so far.` : '';
}

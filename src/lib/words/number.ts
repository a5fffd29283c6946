const THIN = '\u202f';

/** A whole number with thin groups: `34 128`. */
export function grouped(value: number): string {
	return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
}

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** A count inside a sentence: a word up to nine, digits from ten on. */
export function inWords(count: number): string {
	return WORDS[count] ?? grouped(count);
}

/** `1 run`, `38 runs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
	return `${grouped(count)} ${count === 1 ? one : many}`;
}

/**
 * A share from 0 to 1 as per cent with two digits, without the sign. Cut, not rounded: 99.996 % is not 100.
 * A dash where it is not known.
 */
export function percent(share: number | null): string {
	return share === null ? '–' : (Math.floor(share * 10_000 + 1e-6) / 100).toFixed(2);
}

/** `812 B`, `64.0 KB`. */
export function bytes(count: number): string {
	if (count < 1024) return `${count} B`;
	if (count < 1024 ** 2) return `${(count / 1024).toFixed(1)} KB`;
	return `${(count / 1024 ** 2).toFixed(1)} MB`;
}

/** The first letter large, for a sentence that begins with a count or a state. */
export function sentenceCase(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A rate for a glance: `24`, `2.4`, `0.1`; whole from ten on. */
export function perMinute(rate: number): string {
	return rate >= 10 ? grouped(rate) : String(Number(rate.toFixed(1)));
}

/** What is left out is counted up to here, in UTF-16 units: nobody needs to know more, and texts may be huge. */
const MOST_COUNTED = 100_000;
/** UTF-16 units; no cluster that people write is longer, and one that is may be cut. */
const LONGEST_CLUSTER = 32;
const LONGEST_MARK = `…[+${MOST_COUNTED} or more]`.length;

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The beginning of a text, with a mark of how many characters are left out: `abc…[+97]`. Characters are code points,
 * so that the result is bounded whatever is in it; it ends where a person would say that a letter ends, and holds no
 * half of a surrogate pair.
 * @param most characters of the result, the mark included; at least 20
 */
export function cutText(text: string, most: number): string {
	const whole = text.isWellFormed() ? text : wellFormed(text, most);
	// There are never more code points than UTF-16 units.
	if (whole.length <= most) return whole;
	if (unitsOf(whole, most) === whole.length) return whole;
	// No mark is longer than that of the earliest place where it may come to be cut.
	const earliest = Math.max(0, unitsOf(whole, most - LONGEST_MARK) - LONGEST_CLUSTER);
	const kept = borderAt(whole, unitsOf(whole, most - markOf(whole, earliest).length));
	return whole.slice(0, kept) + markOf(whole, kept);
}

/** Only so much of it as can matter, for making a text well-formed copies it. */
function wellFormed(text: string, most: number): string {
	return text.slice(0, most * 2 + MOST_COUNTED).toWellFormed();
}

function markOf(text: string, from: number): string {
	const rest = text.length - from;
	if (rest > MOST_COUNTED) return `…[+${MOST_COUNTED} or more]`;
	return `…[+${countOf(text, from)}]`;
}

function countOf(text: string, from: number): number {
	let count = 0;
	for (let at = from; at < text.length; at += widthAt(text, at)) count += 1;
	return count;
}

/** Where the first `count` code points of a text end. */
function unitsOf(text: string, count: number): number {
	let at = 0;
	for (let left = count; left > 0 && at < text.length; left -= 1) at += widthAt(text, at);
	return at;
}

function widthAt(text: string, at: number): 1 | 2 {
	const unit = text.charCodeAt(at);
	return unit >= 0xd800 && unit < 0xdc00 && at + 1 < text.length ? 2 : 1;
}

/** The last border between letters that is not after `at`: an accent or a family of emojis is not torn. */
function borderAt(text: string, at: number): number {
	const border = clusters.segment(text.slice(0, at + LONGEST_CLUSTER)).containing(at)?.index ?? at;
	return at - border <= LONGEST_CLUSTER ? border : at;
}

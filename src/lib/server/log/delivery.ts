/**
 * Whether a line is on its way out just now. What the way out says itself, such as a formatter that warns on the
 * console, must not become the next line, or the two would call each other for ever.
 */
export const delivery = { underWay: false };

/** Runs `fn` as a part of the delivery of a line. */
export function delivering<T>(fn: () => T): T {
	const outer = delivery.underWay;
	delivery.underWay = true;
	try {
		return fn();
	} finally {
		delivery.underWay = outer;
	}
}

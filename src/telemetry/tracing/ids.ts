/** As many as 32 span ids: one that stays in use keeps no more than these alive. */
const POOL_BYTES = 256;
const INVALID = '0'.repeat(16);
const bytes = new Uint8Array(POOL_BYTES);
const view = new DataView(bytes.buffer);

/** Random digits, made many at a time: asking for eight bytes costs nearly as much as asking for hundreds. */
let pool = '';
/** How many bytes of the pool are used. */
let used = POOL_BYTES;

/** @returns 32 random hexadecimal digits, never all zero */
export function newTraceId(): string {
	return digits(16);
}

/** @returns 16 random hexadecimal digits, never all zero */
export function newSpanId(): string {
	return digits(8);
}

/** @param count of bytes */
function digits(count: number): string {
	if (used + count > POOL_BYTES) refill();
	const id = pool.slice(2 * used, 2 * (used + count));
	used += count;
	return id;
}

/** The same id with memory of its own, for who keeps it for long: digits of the pool keep all of them alive. */
export function apart(id: string): string {
	const copy: unknown = JSON.parse(JSON.stringify(id));
	return typeof copy === 'string' ? copy : id;
}

/**
 * Four bytes of the id that was made last, as they are sent: who keeps them need not read its digits again, which takes
 * longer than making them.
 * @param back from its end, in bytes
 */
export function wordOfLastId(back: number): number {
	return view.getInt32(used - back);
}

function refill(): void {
	do pool = crypto.getRandomValues(bytes).toHex();
	while (pool.includes(INVALID));
	used = 0;
}

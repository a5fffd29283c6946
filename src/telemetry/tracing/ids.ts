/** As many as 32 span ids: one that stays in use keeps no more than these alive. */
const POOL_BYTES = 256;
const INVALID = '0'.repeat(16);
const bytes = new Uint8Array(POOL_BYTES);

/** Random digits, made many at a time: asking for eight bytes costs nearly as much as asking for hundreds. */
let pool = '';
let at = 0;

/** @returns 32 random hexadecimal digits, never all zero */
export function newTraceId(): string {
	return digits(32);
}

/** @returns 16 random hexadecimal digits, never all zero */
export function newSpanId(): string {
	return digits(16);
}

function digits(count: number): string {
	if (at + count > pool.length) refill();
	const id = pool.slice(at, at + count);
	at += count;
	return id;
}

function refill(): void {
	do pool = crypto.getRandomValues(bytes).toHex();
	while (pool.includes(INVALID));
	at = 0;
}

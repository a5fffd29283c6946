const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const SHORT = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const FULL = new Intl.DateTimeFormat('en-GB', {
	year: 'numeric',
	month: 'short',
	day: 'numeric',
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	timeZoneName: 'short',
});

/** `14:02:19`, in the reader's time zone (the server's until the page is alive). */
export function timeOfDay(at: Date): string {
	return TIME.format(at);
}

/** `14:02`, for axes. */
export function hourAndMinute(at: Date): string {
	return SHORT.format(at);
}

/** `21 Nov`, for axes over days. */
export function dayOfMonth(at: Date): string {
	return DAY.format(at);
}

/** `21 Nov 2026, 14:02:19 UTC`: everything, for a title or a fact. */
export function fullTime(at: Date): string {
	return FULL.format(at);
}

/** The time alone when it is of today, with the day before it otherwise. */
export function timeOrDay(at: Date, now: Date): string {
	return at.toDateString() === now.toDateString() ? timeOfDay(at) : `${dayOfMonth(at)} ${hourAndMinute(at)}`;
}

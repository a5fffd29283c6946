import type { BrowserReport } from './report';

/**
 * What is to be added to a browser's times, in milliseconds, so that nothing was heard before it was said: not by the
 * browser what the server told it in the page, nor here what the browser reports. Where neither happened its clock is
 * taken as it is, for how long a message travelled nobody knows; else it is moved no further than must be.
 * @param receivedMs when the report came, by the clock here
 */
export function clockShift({ sentAtMs, heard }: BrowserReport, receivedMs: number): number {
	const most = receivedMs - sentAtMs;
	const least = heard === null ? -Infinity : heard.serverMs - heard.atMs;
	if (least > most) return (least + most) / 2; // a clock was set in between
	return Math.min(Math.max(0, least), most);
}

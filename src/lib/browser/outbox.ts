import type { BrowserReport, BrowserSpan } from '$server/browser/report';

/** As many as the server takes at once. */
const MOST_SPANS = 50;
/** What is told soon after one another goes together. */
const GATHER_MS = 2000;

export interface OutboxSettings {
	/** @returns whether it could be handed over, even where the page is about to go */
	send: (report: BrowserReport) => boolean;
	heard: BrowserReport['heard'];
	isHidden: () => boolean;
	now: () => number;
	after: (ms: number, callback: () => void) => void;
}

/** What a page has to tell, until it is sent: a moment later, or at once where the page is left. */
export class Outbox {
	private spans: BrowserSpan[] = [];
	private waiting = false;

	constructor(private readonly settings: OutboxSettings) {}

	add(span: BrowserSpan): void {
		this.spans.push(span);
		if (this.spans.length >= MOST_SPANS || this.settings.isHidden()) return this.flush();
		if (this.waiting) return;
		this.waiting = true;
		this.settings.after(GATHER_MS, () => this.flush());
	}

	/** What the browser does not take now is lost: nobody waits for it. */
	flush(): void {
		this.waiting = false;
		const spans = this.spans;
		if (spans.length === 0) return;
		this.spans = [];
		const { heard, now, send } = this.settings;
		send({ sentAtMs: now(), heard, spans });
	}
}

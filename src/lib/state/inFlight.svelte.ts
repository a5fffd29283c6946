import { SERIES_MS } from '../charts/timeSeries';
import { liveInFlight } from '../inFlight.remote';
import type { InFlightPage } from '$server/pages/inFlightPage';
import { ServerClock } from '$trace/now';
import { operationState, type OperationState } from '$trace/operationState';
import { epochMs, parseNano } from '$trace/time';
import { frames } from './frames.svelte';
import { openOperations } from './openOperations.svelte';
import { LiveLink } from './polling.svelte';

const EVERY_MS = 750;

type Told = InFlightPage['open'][number];

/** An open operation at the moment that the page shows. */
export interface ShownOperation extends Told {
	ageMs: number;
	state: OperationState;
}

/** What is in flight, asked for again and again; in between ages grow by themselves. */
export class InFlightView {
	#latest: InFlightPage;
	#runtime: InFlightPage['runtime'];
	readonly #clock = new ServerClock();
	/** The server's time at which the view was paused. */
	#pausedAtMs: number | null = $state(null);
	readonly link: LiveLink;
	#shown = $derived.by(() => this.#latest.open.map((operation) => shownAt(operation, this.nowMs)));

	/** Call it while a component is set up. @param page whether also what pages fetch for themselves is shown */
	constructor(
		first: InFlightPage,
		private readonly page: () => boolean,
	) {
		this.#latest = $state.raw(first);
		this.#runtime = $state.raw(first.runtime);
		this.#clock.heard(first.serverNowMs, Date.now());
		this.link = new LiveLink(EVERY_MS, () => this.#ask());
	}

	get latest(): InFlightPage {
		return this.#latest;
	}

	/** Of the last quarter of an hour, oldest first. */
	get runtime(): InFlightPage['runtime'] {
		return this.#runtime;
	}

	get paused(): boolean {
		return this.#pausedAtMs !== null;
	}

	/** Without scripts nothing grows. */
	get alive(): boolean {
		return this.link.alive;
	}

	/** Whether what is open still grows on the page. */
	get growing(): boolean {
		return this.alive && !this.paused && this.link.stoppedAt === null;
	}

	/** The server's time, in milliseconds since the Unix epoch. */
	get nowMs(): number {
		if (this.#pausedAtMs !== null) return this.#pausedAtMs;
		return this.growing ? this.#clock.at(frames.now) : this.#latest.serverNowMs;
	}

	/** What somebody may wait for, the oldest first. */
	get operations(): ShownOperation[] {
		return this.#shown.filter(({ longByDesign }) => longByDesign === null);
	}

	/** What is long by design. */
	get long(): ShownOperation[] {
		return this.#shown.filter(({ longByDesign }) => longByDesign !== null);
	}

	pause(): void {
		this.#pausedAtMs = this.nowMs;
	}

	resume(): void {
		this.#pausedAtMs = null;
		this.link.tryNow();
	}

	/** What the server has told anew, by itself or with the page. */
	take(next: InFlightPage): void {
		this.#clock.heard(next.serverNowMs, Date.now());
		this.#latest = next;
		if (!this.page()) openOperations.count = this.operations.length;
		const oldestMs = next.serverNowMs - SERIES_MS;
		const lastMs = this.#runtime.at(-1)?.atMs ?? 0;
		const news = next.runtime.filter(({ atMs }) => atMs > lastMs);
		if (news.length > 0) this.#runtime = [...this.#runtime.filter(({ atMs }) => atMs > oldestMs), ...news];
	}

	async #ask(): Promise<void> {
		if (this.#pausedAtMs !== null) return;
		const query = liveInFlight({ page: this.page(), runtimeSince: this.#runtime.at(-1)?.atMs ?? 0 });
		await query.refresh();
		// It may have been paused meanwhile.
		if (query.current !== undefined && !this.paused) this.take(query.current);
	}
}

function shownAt(operation: Told, nowMs: number): ShownOperation {
	const ageMs = Math.max(0, nowMs - epochMs(parseNano(operation.startTimeUnixNano)));
	return { ...operation, ageMs, state: operationState(operation, ageMs) };
}

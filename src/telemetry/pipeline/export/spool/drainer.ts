import { diag } from '@opentelemetry/api';
import type { SignalTally } from '../../../health/tally';
import type { Signal } from '../../../health/types';
import { backoffMs } from '../backoff';
import type { Courier } from '../courier';
import { halve, type Parcel } from '../parcel';
import { pause } from '../pause';
import type { SpoolEntry } from './folder';
import type { Spool } from './spool';

export interface DrainerParts {
	readonly signal: Signal;
	readonly spool: Spool;
	readonly courier: Courier;
	readonly tally: SignalTally;
	/** For one attempt. */
	readonly timeoutMs: number;
	readonly endpoint: string;
	readonly backoffMs?: (failures: number) => number;
}

/** Sends what is on disk, the oldest first and one at a time, for as long as it takes. */
export class Drainer {
	private running: Promise<void> | undefined;
	private readonly stopping = new AbortController();

	constructor(private readonly parts: DrainerParts) {}

	/**
	 * Sees to it that what is on disk is being sent.
	 * @param failures attempts that have failed just before: it waits as long as after so many of its own
	 * @param askedMs how long the collector asked to be left alone
	 */
	wake(failures: number, askedMs = 0): void {
		if (this.running !== undefined || this.stopping.signal.aborted) return;
		this.running = this.drain(failures, askedMs)
			.catch((error: unknown) => diag.error('Sending what was spooled failed', error))
			.finally(() => this.ended());
	}

	/** Ends after the parcel that is on its way, for whether it arrived must still be heard. */
	async stop(): Promise<void> {
		this.stopping.abort();
		await this.running;
	}

	/** Something may have been written in the moment in which it found nothing more. */
	private ended(): void {
		this.running = undefined;
		if (this.parts.spool.oldest(this.parts.signal) !== undefined) this.wake(1);
	}

	private async drain(failed: number, askedMs: number): Promise<void> {
		const { spool, signal } = this.parts;
		if (failed > 0 && !(await this.wait(failed, askedMs))) return;
		for (;;) {
			const entry = spool.oldest(signal);
			if (entry === undefined || this.stopping.signal.aborted) return;
			const parcel = await spool.read(entry);
			if (parcel === undefined) this.parts.tally.drop('spool_full', entry.items);
			else if (!(await this.send(entry, parcel))) return;
		}
	}

	/** Tries until there is an answer for good. @returns `false` where the process stops before that */
	private async send(entry: SpoolEntry, parcel: Parcel): Promise<boolean> {
		const { courier, spool, tally, timeoutMs } = this.parts;
		for (let failures = 1; ; failures++) {
			tally.enter(parcel.items);
			const answer = await courier.attempt(parcel, timeoutMs);
			tally.leave(parcel.items);
			if (answer.kind === 'accepted' || answer.kind === 'refused') await spool.remove(entry);
			if (answer.kind === 'tooLarge') await this.split(entry, parcel, answer.message);
			if (answer.kind === 'stopped') return false;
			if (answer.kind !== 'unavailable') return true;
			if (!(await this.wait(failures, answer.retryAfterMs ?? 0))) return false;
		}
	}

	private async split(entry: SpoolEntry, parcel: Parcel, message: string): Promise<void> {
		const { spool, courier, endpoint } = this.parts;
		const halves = await halve(parcel);
		if (halves !== null && (await spool.replace(entry, halves, endpoint))) return;
		courier.refused(parcel, message);
		await spool.remove(entry);
	}

	private wait(failures: number, askedMs: number): Promise<boolean> {
		const ownMs = (this.parts.backoffMs ?? backoffMs)(failures);
		return pause(Math.max(ownMs, askedMs), this.stopping.signal);
	}
}

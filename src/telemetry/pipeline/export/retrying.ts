import type { SignalTally } from '../../health/tally';
import type { Answer } from './answer';
import { backoffMs } from './backoff';
import type { Courier } from './courier';
import type { Delivery } from './delivery';
import { halve, type Parcel } from './parcel';
import { pause } from './pause';

export interface RetryingParts {
	readonly courier: Courier;
	readonly tally: SignalTally;
	/** For one attempt. */
	readonly timeoutMs: number;
	/** For all attempts at one batch. */
	readonly deadlineMs: number;
	readonly stop: AbortSignal;
	readonly backoffMs?: (failures: number) => number;
}

/** Tries again for as long as a batch may be retried; what waits for it waits in memory. */
export class RetryingDelivery implements Delivery {
	/** Where the collector asked for a pause, no batch is tried before it is over. */
	private notBeforeMs = 0;

	constructor(private readonly parts: RetryingParts) {}

	async deliver(parcel: Parcel): Promise<void> {
		const askedMs = this.notBeforeMs - performance.now();
		if (askedMs > 0) await pause(askedMs, this.parts.stop);
		await this.deliverUntil(parcel, performance.now() + this.parts.deadlineMs);
	}

	stop(): Promise<void> {
		return Promise.resolve();
	}

	private async deliverUntil(parcel: Parcel, deadline: number): Promise<void> {
		const { courier, tally, timeoutMs, stop } = this.parts;
		for (let failures = 0; ;) {
			if (stop.aborted) return tally.drop('shutdown', parcel.items);
			const leftMs = deadline - performance.now();
			if (leftMs <= 0) return tally.drop('retries_exhausted', parcel.items);
			const answer = await courier.attempt(parcel, Math.min(timeoutMs, leftMs));
			if (answer.kind === 'stopped') return tally.drop('shutdown', parcel.items);
			if (answer.kind === 'tooLarge') return this.deliverHalves(parcel, answer.message, deadline);
			if (answer.kind !== 'unavailable') return;
			const dropped = await this.wait(answer, ++failures, deadline);
			if (dropped !== undefined) return tally.drop(dropped, parcel.items);
		}
	}

	private async deliverHalves(parcel: Parcel, message: string, deadline: number): Promise<void> {
		const halves = await halve(parcel);
		if (halves === null) return this.parts.courier.refused(parcel, message);
		for (const half of halves) await this.deliverUntil(half, deadline);
	}

	/** @returns why there will be no further attempt, where there will be none */
	private async wait(answer: Answer & { kind: 'unavailable' }, failures: number, deadline: number) {
		const { stop } = this.parts;
		const waitMs = Math.max(answer.retryAfterMs ?? 0, (this.parts.backoffMs ?? backoffMs)(failures));
		const until = performance.now() + waitMs;
		if (answer.retryAfterMs !== undefined) this.notBeforeMs = Math.max(this.notBeforeMs, until);
		if (until >= deadline) return 'retries_exhausted';
		return (await pause(waitMs, stop)) ? undefined : 'shutdown';
	}
}

import type { SignalTally } from '../../health/tally';
import type { Signal } from '../../health/types';
import type { Courier } from './courier';
import type { Delivery } from './delivery';
import { halve, type Parcel } from './parcel';
import { Drainer } from './spool/drainer';
import type { Spool } from './spool/spool';

export interface SpoolingParts {
	readonly signal: Signal;
	readonly spool: Spool;
	readonly courier: Courier;
	readonly tally: SignalTally;
	/** For one attempt. */
	readonly timeoutMs: number;
	/** As it may be shown. */
	readonly endpoint: string;
	/** The process stops: nothing is tried any more, only kept. */
	readonly stop: AbortSignal;
	readonly backoffMs?: (failures: number) => number;
}

/** Keeps on disk what cannot be sent at once; and, while anything is there, everything that comes after it. */
export class SpoolingDelivery implements Delivery {
	private readonly drainer: Drainer;

	constructor(private readonly parts: SpoolingParts) {
		this.drainer = new Drainer(parts);
	}

	/** Sends what is on disk already, of this process or of one that died. */
	resume(): void {
		this.drainer.wake(0);
	}

	deliver(parcel: Parcel): Promise<void> {
		return this.deliverAs(this.parts.spool.nextKey(), parcel);
	}

	stop(): Promise<void> {
		return this.drainer.stop();
	}

	/** @param key its place on disk, should it come to that */
	private async deliverAs(key: string, parcel: Parcel): Promise<void> {
		const { spool, stop, courier, timeoutMs } = this.parts;
		if (stop.aborted || spool.holds(parcel.signal)) return this.keep(key, parcel);
		const answer = await courier.attempt(parcel, timeoutMs);
		if (answer.kind === 'unavailable') return this.keep(key, parcel, answer.retryAfterMs);
		if (answer.kind === 'stopped') return this.keep(key, parcel);
		if (answer.kind === 'tooLarge') return this.deliverHalves(key, parcel, answer.message);
	}

	private async deliverHalves(key: string, parcel: Parcel, message: string): Promise<void> {
		const halves = await halve(parcel);
		if (halves === null) return this.parts.courier.refused(parcel, message);
		const [first, second] = halves;
		await this.deliverAs(`${key}a`, first);
		await this.deliverAs(`${key}b`, second);
	}

	private async keep(key: string, parcel: Parcel, askedMs?: number): Promise<void> {
		const { spool, courier, endpoint } = this.parts;
		const reason = await spool.write(parcel, key, endpoint);
		if (reason !== undefined) courier.lost(parcel, reason);
		this.drainer.wake(1, askedMs);
	}
}

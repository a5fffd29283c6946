import { diag } from '@opentelemetry/api';
import type { SignalTally } from '../../health/tally';
import type { Answer } from './answer';
import { CONNECTION_CLOSED } from './failure';
import type { OutageNotice } from './notice';
import type { Parcel } from './parcel';
import type { Transport } from './transport';

const LEAST_MS_BETWEEN_WORDS = 60_000;

/** Makes single attempts, and tells everybody who counts how they went. What to do about it, others decide. */
export class Courier {
	private lastWordsMs = -Infinity;

	constructor(
		private readonly transport: Pick<Transport, 'attempt'>,
		private readonly tally: SignalTally,
		private readonly notice: OutageNotice,
		/** What becomes of items while the collector is away. */
		private readonly meanwhile: 'kept on disk' | 'kept while there is room',
	) {}

	get isFailing(): boolean {
		return this.notice.isFailing;
	}

	/** Never rejects. Items that the collector took, or refused, have been counted when it resolves. */
	async attempt(parcel: Parcel, timeoutMs: number): Promise<Answer> {
		const began = performance.now();
		const answer = await this.transport.attempt(parcel, timeoutMs);
		const milliseconds = performance.now() - began;
		if (answer.kind === 'accepted') this.accepted(parcel, answer);
		else if (answer.kind === 'refused') this.refused(parcel, answer.message);
		else if (answer.kind === 'unavailable') this.unavailable(answer);
		// Last: what is said of a batch that was taken comes before the success, and looks like no outage.
		this.record(answer, milliseconds);
		return answer;
	}

	/** Items that no attempt can bring through. */
	refused({ items }: Parcel, reason: string): void {
		this.notice.failing(reason, 'dropped');
		this.tally.drop('rejected', items);
	}

	/** Items that could not be kept for a better day. */
	lost({ items }: Parcel, reason: string): void {
		this.tally.drop('spool_full', items);
		this.tally.failed(reason);
		this.notice.losing(reason);
	}

	/** Kept connections are closed by collectors and proxies that had nothing to do, now and then at a bad moment. */
	private unavailable({ message, errorType }: Answer & { kind: 'unavailable' }): void {
		this.notice.failing(message, this.meanwhile, errorType === CONNECTION_CLOSED);
	}

	private record(answer: Answer, milliseconds: number): void {
		const status = 'status' in answer ? answer.status : undefined;
		if (answer.kind === 'accepted') return this.tally.attempted({ milliseconds, status });
		const named = 'errorType' in answer ? answer.errorType : undefined;
		const errorType = named ?? status?.toString() ?? answer.kind;
		this.tally.attempted({ milliseconds, status, errorType, error: answer.message });
	}

	private accepted({ signal, items }: Parcel, answer: Answer & { kind: 'accepted' }): void {
		const rejected = Math.min(answer.rejected, items);
		this.tally.exported(items - rejected);
		this.tally.drop('rejected', rejected);
		this.notice.well();
		if (rejected === 0 && answer.message === '') return;
		const fate = rejected > 0 ? `${rejected} of ${items} were rejected` : `${items} were taken`;
		this.tally.failed(`${fate}: ${answer.message}`);
		this.say(signal, rejected, answer.message);
	}

	/** A collector that has something to say has it to say of every batch. */
	private say(signal: string, rejected: number, message: string): void {
		if (performance.now() - this.lastWordsMs < LEAST_MS_BETWEEN_WORDS) return;
		this.lastWordsMs = performance.now();
		diag.warn(`The collector took ${signal}, and rejected ${rejected} of a batch: ${message}`);
	}
}

import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { OtlpTarget } from '../config';
import { ExportMetrics } from '../health/exportMetrics';
import { SignalTally } from '../health/tally';
import type { Signal, SignalHealth } from '../health/types';
import { OutageNotice } from '../pipeline/export/notice';
import { shownUrl } from '../pipeline/export/shownUrl';
import { failureOf, NOT_ENCODED, type ExportFailure } from './exportFailure';

/** What all official exporters have in common. */
interface Exporter<T> {
	export(items: T, done: (result: ExportResult) => void): void;
}

/**
 * The account of one signal. The official processors and exporters keep none, so it holds what can be seen from
 * outside: an export with all its attempts is told as one, and a partial success as a whole one.
 */
export class Account {
	private readonly metrics: ExportMetrics;
	private readonly tally: SignalTally;
	private readonly notice: OutageNotice;
	private readonly endpoint: string;
	private waiting = 0;
	private onTheirWay = 0;
	private closed = false;
	private over = false;

	/** @param capacity of the queue of the batch processor; 0 where there is none */
	constructor(
		signal: Signal,
		readonly target: OtlpTarget,
		readonly capacity = 0,
	) {
		this.endpoint = shownUrl(target.url);
		this.metrics = new ExportMetrics(signal, target);
		this.tally = new SignalTally(this.metrics);
		this.notice = new OutageNotice({ signal, endpoint: this.endpoint }, () => this.tally.droppedTotal);
	}

	/** What came, and did not go to the exporter yet: in the queue, or taken out of it by a flush. */
	get queued(): number {
		return this.waiting;
	}

	/** Registers what is read when metrics are collected: the meters have to be in place. */
	observe(): void {
		this.metrics.observeQueue(this);
	}

	/** An item comes to the batch processor, which drops it by the same rule, and tells nobody. @param queue its length */
	arrived(queue: number): void {
		if (this.closed) this.tally.refuse('shutdown');
		else if (queue >= this.capacity) this.tally.refuse('queue_full');
		else this.waiting++;
	}

	/** Counts what passes through the exporter from now on. @param countOf tells how many items there are */
	follow<T, E extends Exporter<T>>(exporter: E, countOf: (items: T) => number): E {
		const send = exporter.export.bind(exporter);
		exporter.export = (items, done) => {
			const told = this.handOver(countOf(items));
			try {
				send(items, (result) => {
					told(result.code === ExportResultCode.SUCCESS ? undefined : failureOf(result.error));
					done(result);
				});
			} catch (error) {
				told(NOT_ENCODED);
				throw error;
			}
		};
		return exporter;
	}

	/** From now on the batch processor takes nothing more. */
	close(): void {
		this.closed = true;
	}

	/** What was not sent by now is lost. */
	end(): void {
		this.closed = this.over = true;
		this.tally.drop('shutdown', this.waiting + this.onTheirWay);
		this.tally.leave(this.onTheirWay);
		this.waiting = this.onTheirWay = 0;
	}

	health(): Omit<SignalHealth, 'signal' | 'exporters'> {
		const { endpoint, target, queued } = this;
		const queueSize = this.capacity === 0 ? null : this.capacity;
		return { endpoint, protocol: target.protocol, queued, queueSize, spooled: null, ...this.tally.health() };
	}

	/** @returns who is to be told what came of it, once */
	private handOver(items: number): (failure: ExportFailure | undefined) => void {
		const began = performance.now();
		this.waiting = Math.max(0, this.waiting - items);
		this.onTheirWay += items;
		this.tally.processed(items);
		this.tally.enter(items);
		return (failure) => {
			if (!this.over) this.settle(items, performance.now() - began, failure);
		};
	}

	private settle(items: number, milliseconds: number, failure: ExportFailure | undefined): void {
		this.onTheirWay -= items;
		this.tally.leave(items);
		if (failure === undefined) {
			this.tally.exported(items);
			this.notice.well();
			return this.tally.attempted({ milliseconds });
		}
		const { reason, errorType, message, status } = failure;
		this.notice.failing(message, 'dropped');
		this.tally.drop(reason, items);
		this.tally.attempted({ milliseconds, errorType, error: message, status });
	}
}

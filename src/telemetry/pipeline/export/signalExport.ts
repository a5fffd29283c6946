import { diag, metrics, type Attributes } from '@opentelemetry/api';
import { METRICS } from '../../catalogue';
import type { OtlpTarget } from '../../config';
import { observable } from '../../definition';
import { EXPORT_SCOPE, ExportMetrics } from '../../health/exportMetrics';
import { SignalTally } from '../../health/tally';
import type { Signal, SignalHealth } from '../../health/types';
import { giveBack } from '../../otlp/protobuf/request';
import type { Background } from './background';
import { Courier } from './courier';
import type { Delivery } from './delivery';
import type { Load } from './load';
import { OutageNotice } from './notice';
import { pack, type Parcel } from './parcel';
import type { Post } from './post';
import { RetryingDelivery } from './retrying';
import { shownUrl } from './shownUrl';
import type { Spool } from './spool/spool';
import { SpoolingDelivery } from './spooling';
import { Transport } from './transport';

/** What all signals have in common. */
export interface ExportShared {
	/** Sends requests, watched by nobody. Shared by all signals, which mostly go to one collector. */
	readonly post: Post;
	readonly spool: Spool | null;
	readonly background: Background;
	/** How long a stop may still try to send, in milliseconds; what is left then is kept or counted. */
	readonly graceMs: number;
}

export interface SignalExportParts extends ExportShared {
	readonly signal: Signal;
	readonly target: OtlpTarget;
	/** For all attempts at one batch. */
	readonly deadlineMs: number;
}

/** The way of one signal from encoded items to its collector, and the account of it. */
export class SignalExport {
	readonly tally: SignalTally;
	readonly metrics: ExportMetrics;
	private readonly courier: Courier;
	private readonly delivery: Delivery;
	private readonly spooling: SpoolingDelivery | null;
	private readonly endpoint: string;
	/** Aborted when nothing may be on its way any more. */
	private readonly stopping = new AbortController();
	private stopped: Promise<void> | undefined;

	/** @throws ConfigError where a header or a certificate cannot be used */
	constructor(private readonly parts: SignalExportParts) {
		const { signal, target, spool } = parts;
		const stop = this.stopping.signal;
		this.endpoint = shownUrl(target.url);
		this.metrics = new ExportMetrics(signal, target);
		this.tally = new SignalTally(this.metrics);
		const notice = new OutageNotice({ signal, endpoint: this.endpoint }, () => this.tally.droppedTotal);
		const transport = new Transport(target, parts.post, stop);
		const meanwhile = spool === null ? 'kept while there is room' : 'kept on disk';
		this.courier = new Courier(transport, this.tally, notice, meanwhile);
		const { courier, tally, endpoint } = this;
		const timeoutMs = Math.min(target.timeoutMillis, parts.deadlineMs);
		const common = { signal, courier, tally, endpoint, stop, timeoutMs };
		this.spooling = spool === null ? null : new SpoolingDelivery({ ...common, spool });
		this.delivery = this.spooling ?? new RetryingDelivery({ ...common, deadlineMs: parts.deadlineMs });
		if (spool !== null) observeSpool(spool, signal);
	}

	get isFailing(): boolean {
		return this.courier.isFailing;
	}

	/** Sends what was found on disk. */
	resume(): void {
		this.parts.background(() => this.spooling?.resume());
	}

	/** Sees a load through: its items are exported, on disk, or counted as dropped when this resolves. Never rejects. */
	async ship(load: Load): Promise<void> {
		const { items } = load; // and not the load: once it is encoded, it is to be forgotten
		this.tally.enter(items);
		try {
			await this.deliver(load);
		} catch (error) {
			diag.error(`Exporting ${this.parts.signal} failed`, error);
		} finally {
			this.tally.leave(items);
		}
	}

	/**
	 * Ends everything within the grace: what is on its way then is aborted, so that the process can exit. Never rejects.
	 * @param flush hands over what is still to come; it is told when there is no more time to wait for it
	 */
	stop(flush: (late: Promise<void>) => Promise<void>): Promise<void> {
		return (this.stopped ??= this.end(flush));
	}

	health(): Pick<SignalHealth, 'endpoint' | 'protocol' | 'spooled'> & ReturnType<SignalTally['health']> {
		const { signal, target, spool } = this.parts;
		return {
			endpoint: this.endpoint,
			protocol: target.protocol,
			spooled: spool?.usage(signal) ?? null,
			...this.tally.health(),
		};
	}

	private async end(flush: (late: Promise<void>) => Promise<void>): Promise<void> {
		const late = new Promise<void>((resolve) => {
			this.stopping.signal.addEventListener('abort', () => resolve(), { once: true });
		});
		const timer = setTimeout(() => this.stopping.abort(), this.parts.graceMs);
		await Promise.all([flush(late), this.delivery.stop()]);
		clearTimeout(timer);
		this.stopping.abort();
	}

	/** What cannot be encoded is parted from what can. */
	private async deliver(load: Load): Promise<void> {
		const parcel = await this.pack(load);
		const parts = parcel === undefined ? load.halves() : [];
		if (parts.length === 0) load.release?.();
		if (parcel !== undefined) return this.see(parcel);
		if (parts.length === 0) this.tally.drop('encoding_failed', load.items);
		for (const part of parts) await this.deliver(part);
	}

	private async see(parcel: Parcel): Promise<void> {
		await this.delivery.deliver(parcel);
		giveBack(parcel.body);
	}

	private async pack(load: Load): Promise<Parcel | undefined> {
		const { signal, target } = this.parts;
		try {
			return await pack(signal, load.items, load.encode(target.protocol), target);
		} catch (error) {
			const reason = `a batch of ${load.items} could not be encoded`;
			this.tally.failed(reason);
			diag.error(`Exporting ${signal}: ${reason}`, error);
			return undefined;
		}
	}
}

function observeSpool(spool: Spool, signal: Signal): void {
	const attributes: Attributes = { 'glasshouse.signal': signal };
	const meter = metrics.getMeter(EXPORT_SCOPE);
	observable(meter, METRICS.spoolItems).addCallback((result) =>
		result.observe(spool.usage(signal).items, attributes),
	);
	observable(meter, METRICS.spoolSize).addCallback((result) =>
		result.observe(spool.usage(signal).bytes, attributes),
	);
}

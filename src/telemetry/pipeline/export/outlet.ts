import type { SignalHealth } from '../../health/types';

/** Where one signal goes over OTLP. */
export interface Outlet {
	health(): Omit<SignalHealth, 'signal' | 'exporters'>;
	/** Sends what is on disk. */
	resume(): void;
	/** Counts items that were found half written in the spool. */
	lost(items: number): void;
	/** Resolves when all that was handed over is exported, on disk, or counted as dropped. Never rejects. */
	forceFlush(): Promise<void>;
	/**
	 * Flushes, and takes nothing more. Never rejects; safe to call twice.
	 * @param last what may still hand something over, such as a last collection
	 */
	shutdown(last?: Promise<unknown>): Promise<void>;
}

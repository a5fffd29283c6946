import type { Parcel } from './parcel';

/** What sees a parcel through, whatever the collector does. */
export interface Delivery {
	/** Resolves when the parcel was exported, is kept on disk, or has been counted as dropped. Never rejects. */
	deliver(parcel: Parcel): Promise<void>;
	/** Begins nothing new of its own accord; resolves when what it had begun has ended. */
	stop(): Promise<void>;
}

import type { Attributes } from '@opentelemetry/api';
import type * as Resources from '@opentelemetry/resources';
import { loadPackage } from './loadPackage';

/** A resource as the SDKs take it, all of which is known from the start; to load theirs would take 5 ms. */
export class SettledResource implements Resources.Resource {
	readonly attributes: Attributes;
	readonly asyncAttributesPending = false;

	constructor(attributes: Readonly<Record<string, string | number>>) {
		this.attributes = Object.freeze({ ...attributes });
	}

	/** Of what both know, the other's word counts. It may not be settled yet, which the SDK can deal with. */
	merge(other: Resources.Resource | null): Resources.Resource {
		if (other === null) return this;
		const { resourceFromAttributes } = loadPackage('@opentelemetry/resources') as typeof Resources;
		return resourceFromAttributes(this.attributes).merge(other);
	}

	getRawAttributes(): ReturnType<Resources.Resource['getRawAttributes']> {
		return Object.entries(this.attributes);
	}

	waitForAsyncAttributes(): Promise<void> {
		return Promise.resolve();
	}
}

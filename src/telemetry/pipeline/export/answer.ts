/** What came of one attempt to bring a parcel to the collector. */
export type Answer =
	| {
			readonly kind: 'accepted';
			readonly status: number;
			readonly rejected: number;
			readonly message: string;
	  }
	/** For good: trying again would change nothing. */
	| { readonly kind: 'refused'; readonly status: number; readonly message: string }
	/** The same, but in smaller pieces it may do. */
	| { readonly kind: 'tooLarge'; readonly status: number; readonly message: string }
	/** Worth trying again. */
	| {
			readonly kind: 'unavailable';
			readonly status?: number;
			/** Of low cardinality, where there is no status. */
			readonly errorType?: string;
			readonly message: string;
			readonly retryAfterMs?: number;
	  }
	/** Given up because the process stops. */
	| { readonly kind: 'stopped'; readonly message: string };

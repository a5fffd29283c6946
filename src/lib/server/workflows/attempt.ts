import type { Judgement } from '../checks/judge';
import type { Observation } from '../checks/schema';

/** What one attempt came to: what it saw, and how that was judged. Kept with the workflow, so it is small. */
export interface Attempt {
	observation: Observation;
	judged: Judgement;
	/** Of the check as it was then: an edit meanwhile counts for the next run. */
	retries: number;
}

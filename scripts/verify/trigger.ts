/** What starts a run: somebody who asks for it, or the schedule. */
export type Trigger = 'manual' | 'schedule';

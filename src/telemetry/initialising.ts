import { ApiGlobals } from './apiGlobals';
import { refusals } from './diagnostics';
import { starts } from './handle';
import type { Initialisation } from './health/types';

/** One initialisation of telemetry in this process, and what tells whether it is the only one. */
export class Initialising {
	private readonly startedAt = new Date().toISOString();
	private readonly globals = new ApiGlobals();
	private refusedBefore = 0;

	/** To be made before anything is registered or patched: one that fails halfway has left something behind. */
	constructor() {
		starts().begun++;
	}

	/** All that is to be registered is registered now: what the API refuses from here on is somebody else's. */
	settle(): void {
		this.globals.settle();
		this.refusedBefore = refusals();
	}

	tell(): Initialisation {
		const { begun: times, repeated: repeats } = starts();
		const globals = this.globals.states();
		const refused = refusals() - this.refusedBefore;
		const isAlone = refused === 0 && Object.values(globals).every((state) => state === 'ours');
		return { once: times === 1 && isAlone, startedAt: this.startedAt, times, repeats, globals, refused };
	}
}

/** Of a process in which nothing is recorded: there is nothing that could be there twice. */
export function neverInitialised(startedAt: string): Initialisation {
	const globals = {
		trace: 'unused',
		metrics: 'unused',
		logs: 'unused',
		context: 'unused',
		propagation: 'unused',
	} as const;
	return { once: false, startedAt, times: 0, repeats: starts().repeated, globals, refused: 0 };
}

import type pg from 'pg';
import { perProcess } from '../process/perProcess';

interface EngineState {
	/** Launched, and not yet told to stop. */
	ready: boolean;
	/** Its connections are going: what fails now fails for that, and is recovered by the next start. */
	stopping: boolean;
	pool: pg.Pool | undefined;
}

/** The one engine of this process. */
export const engineState: EngineState = perProcess('engine', () => ({
	ready: false,
	stopping: false,
	pool: undefined,
}));

/** The one queue of the engine: every process on the database takes runs from it. */
export const RUNS_QUEUE = 'runs';

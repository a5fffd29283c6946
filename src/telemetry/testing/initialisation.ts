import type { ApiGlobal, Initialisation } from '../health/types';

const OURS: Initialisation['globals'] = {
	trace: 'ours',
	metrics: 'ours',
	logs: 'ours',
	context: 'ours',
	propagation: 'ours',
};

/** As it is where telemetry was initialised once, at `startedAt`. */
export function initialisedOnce(startedAt: string): Initialisation {
	return { once: true, startedAt, times: 1, repeats: 0, globals: OURS, refused: 0 };
}

/** As it is where an SDK that came first has some of the API. */
export function takenByAnother(startedAt: string, ...names: ApiGlobal[]): Initialisation {
	const taken = Object.fromEntries(names.map((name) => [name, 'taken'] as const));
	return { ...initialisedOnce(startedAt), once: false, globals: { ...OURS, ...taken } };
}

import { stillOpen } from '../checks/runStore';
import { activeRuns } from '../metrics/workflows';
import { perProcess } from '../process/perProcess';
import { repeat } from '../process/repeat';

const LOOK_MS = 1500;

/** The runs that this process executes now, each with the way to abort its request. */
const active = perProcess('activeRuns', () => ({
	controllers: new Map<string, AbortController>(),
	watch: undefined as AbortController | undefined,
}));

/**
 * Holds a run as executed here: the signal fires when the run is cancelled, in whichever process, or deleted.
 * @returns the signal, and what to call when the execution ends
 */
export function holdRun(runId: string): { signal: AbortSignal; release: () => void } {
	const controller = new AbortController();
	active.controllers.set(runId, controller);
	activeRuns.add(1);
	active.watch ??= watch();
	return { signal: controller.signal, release: () => letGo(runId, controller) };
}

/** Aborts a run's request if it is executed here; another process finds out by itself. */
export function abortRun(runId: string): void {
	active.controllers.get(runId)?.abort(new Error('The run was cancelled'));
}

/** How many runs this process executes now. */
export function activeRunCount(): number {
	return active.controllers.size;
}

function letGo(runId: string, controller: AbortController): void {
	activeRuns.add(-1);
	// A run that came back after a take-over is held under a newer controller, which stays.
	if (active.controllers.get(runId) === controller) active.controllers.delete(runId);
	if (active.controllers.size > 0) return;
	active.watch?.abort();
	active.watch = undefined;
}

/** Looks only while runs are under way: whoever cancelled a run wrote that into its row. */
function watch(): AbortController {
	const watching = new AbortController();
	void repeat({ name: 'look for cancelled runs', everyMs: LOOK_MS, signal: watching.signal }, abortEnded);
	return watching;
}

async function abortEnded(): Promise<void> {
	const asked = [...active.controllers.keys()];
	const open = new Set(await stillOpen(asked));
	for (const runId of asked) if (!open.has(runId)) abortRun(runId);
}

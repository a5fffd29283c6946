import type { LiveStore } from './types';

/** The live store of a process whose telemetry is switched off: always empty. */
export const EMPTY_LIVE_STORE: LiveStore = Object.freeze({
	trace: () => [],
	span: () => undefined,
	logs: () => [],
	newestLogs: () => [],
	traces: () => [],
	openSpans: () => [],
	ended: () => [],
	usual: () => undefined,
	openCount: () => 0,
	subscribe: () => () => {},
	subscribeTrace: () => () => {},
	log: () => {},
	dropped: () => ({ spans: 0, traces: 0, logs: 0 }),
});

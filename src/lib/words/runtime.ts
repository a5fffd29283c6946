import type { OpenHandles } from '$server/observe/openHandles';
import type { Pool, RunQueue } from '$server/observe/pools';
import { roughly } from './duration';
import { counted, grouped } from './number';

const POOLS: Record<Pool['name'], string> = {
	postgres: 'Postgres connections',
	engine: "The engine's connections",
	workers: 'Workflow workers',
	spans: 'Spans waiting to be sent',
};

export function poolName(name: Pool['name']): string {
	return POOLS[name];
}

/** How the queue of runs stands. */
export function queueWords(queue: RunQueue | null): string {
	if (queue === null) return 'The database does not tell in time';
	if (queue.waiting === 0) return 'Nothing waits';
	const waits = queue.waiting === 1 ? '1 run waits' : `${grouped(queue.waiting)} runs wait`;
	return queue.oldestMs === null ? waits : `${waits}, the oldest for ${roughly(queue.oldestMs)}`;
}

/** `12 sockets, 9 files, 2 pipes, 6 others`. */
export function handlesWords({ sockets, pipes, files, others }: OpenHandles): string {
	return [
		counted(sockets, 'socket'),
		counted(files, 'file'),
		counted(pipes, 'pipe'),
		counted(others, 'other'),
	].join(', ');
}

/** CPU time as a share of one CPU: `11 % of one CPU`. */
export function cpuWords(share: number): string {
	return `Uses ${Math.round(Math.max(0, share) * 100)} % of one CPU`;
}

/** `93 MB`. */
export function wholeMegabytes(bytes: number): string {
	return bytes === 0 ? '0' : `${grouped(bytes / 2 ** 20)} MB`;
}

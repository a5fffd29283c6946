import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** In which /proc counts CPU time: USER_HZ is 100 on every architecture that Bun runs on. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

interface ProcessStat {
	readonly name: string;
	readonly parent: number;
	/** User and system time in milliseconds. */
	readonly ownMs: number;
	/** That of children that have ended and been waited for. */
	readonly endedChildrenMs: number;
}

/** User and system time of a process so far, in milliseconds; `null` where there is no /proc, or no such process. */
export function cpuMs(pid: number): number | null {
	return statOf(pid)?.ownMs ?? null;
}

/** Resident memory of a process, in bytes; `null` where that cannot be told. */
export function residentBytes(pid: number): number | null {
	const path = `/proc/${pid}/statm`;
	if (!existsSync(path)) return null;
	const [, pages] = readFileSync(path, 'utf8').split(' ');
	return Number(pages) * PAGE_BYTES;
}

/** CPU time in milliseconds of a process and all that it has started, those included that have ended. */
export function treeCpuMs(root: number): number | null {
	const stats = allStats();
	if (!stats.has(root)) return null;
	const tree = new Set([root]);
	// Children have been started after their parents; where numbers have wrapped around, another round finds them.
	for (let before = 0; before < tree.size;) {
		before = tree.size;
		for (const [pid, { parent }] of stats) if (tree.has(parent)) tree.add(pid);
	}
	return [...tree].reduce((sum, pid) => sum + totalMs(stats.get(pid)), 0);
}

/** The process that has started `pid`; `null` unless both bear that name. */
export function parentNamed(pid: number, name: string): number | null {
	const stat = statOf(pid);
	if (stat?.name !== name) return null;
	return statOf(stat.parent)?.name === name ? stat.parent : null;
}

function totalMs(stat: ProcessStat | undefined): number {
	return stat === undefined ? 0 : stat.ownMs + stat.endedChildrenMs;
}

function allStats(): Map<number, ProcessStat> {
	if (!existsSync('/proc/self/stat')) return new Map();
	const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	const found = pids.map((pid) => [Number(pid), statOf(Number(pid))] as const);
	return new Map(found.filter((entry): entry is [number, ProcessStat] => entry[1] !== undefined));
}

/** proc_pid_stat(5). The name stands in brackets and may hold anything, a bracket included. */
function statOf(pid: number): ProcessStat | undefined {
	const text = textOf(`/proc/${pid}/stat`);
	const [, name = '', rest = ''] = /^\d+ \((.*)\) . (.*)$/s.exec(text) ?? [];
	if (rest === '') return undefined;
	const fields = rest.split(' ').map(Number);
	const at = (field: number) => fields[field - 4] ?? NaN;
	return {
		name,
		parent: at(4),
		ownMs: (at(14) + at(15)) * TICK_MS,
		endedChildrenMs: (at(16) + at(17)) * TICK_MS,
	};
}

/** A process may end while it is looked at. */
function textOf(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

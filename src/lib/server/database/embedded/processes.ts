import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEM_PATH } from './protocol';

export interface ProcessInfo {
	parentPid: number;
	/** Ended, and kept in the list only until its parent asks for its exit code, which it may never do. */
	zombie: boolean;
	/** The command line as it was started, its parts joined by spaces. */
	command: string;
}

/** What the system tells of a process; `undefined` where there is none of that id. */
export function processInfo(pid: number): ProcessInfo | undefined {
	try {
		return existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid);
	} catch {
		// It ended, or belongs to somebody whose processes are hidden from us: not one that we started.
		return undefined;
	}
}

function fromProc(pid: number): ProcessInfo {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The second field is the name in parentheses, which may hold spaces and parentheses itself.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
	return { parentPid: Number(fields[1]), zombie: fields[0] === 'Z', command };
}

function fromPs(pid: number): ProcessInfo | undefined {
	const args = ['-ww', '-o', 'ppid=,state=,command=', '-p', String(pid)];
	const line = execFileSync('ps', args, { encoding: 'utf8', env: { PATH: SYSTEM_PATH } });
	const match = /^\s*(\d+)\s+(\S+)\s+(.*\S)/.exec(line);
	if (match === null) return undefined;
	return { parentPid: Number(match[1]), zombie: match[2]?.startsWith('Z') ?? false, command: match[3] ?? '' };
}

export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return processInfo(pid)?.zombie !== true;
	} catch (error) {
		// EPERM: it lives, and is somebody else's.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

const POLL_MS = 25;

/** Waits for the end of a process that is no child of ours. @returns whether it ended in time */
export async function waitForEnd(pid: number, patienceMs: number): Promise<boolean> {
	const deadline = Date.now() + patienceMs;
	while (isAlive(pid)) {
		if (Date.now() >= deadline) return false;
		await sleep(POLL_MS);
	}
	return true;
}

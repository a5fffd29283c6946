import { readdirSync, readlinkSync } from 'node:fs';

/** What this process holds open, by kind; it is what a leak of connections or files shows in. */
export interface OpenHandles {
	sockets: number;
	pipes: number;
	files: number;
	/** Timers, event polls and their like. */
	others: number;
}

const OWN = '/proc/self/fd';

/** @returns `null` where the system does not tell: Bun itself has no list, and only Linux has this one */
export function openHandles(folder = OWN): OpenHandles | null {
	if (process.platform !== 'linux') return null;
	const handles: OpenHandles = { sockets: 0, pipes: 0, files: 0, others: 0 };
	for (const descriptor of readdirSync(folder)) {
		const kind = kindOf(`${folder}/${descriptor}`);
		if (kind !== null) handles[kind] += 1;
	}
	return handles;
}

/** One that was closed meanwhile is none: the folder's own is. */
function kindOf(path: string): keyof OpenHandles | null {
	try {
		const target = readlinkSync(path);
		if (target.startsWith('socket:')) return 'sockets';
		if (target.startsWith('pipe:')) return 'pipes';
		return target.startsWith('/') ? 'files' : 'others';
	} catch {
		return null;
	}
}

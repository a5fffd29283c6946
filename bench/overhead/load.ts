import { z } from 'zod';
import { ROOT } from '../../tests/support/folders';
import { programPath } from '../../tests/support/program';
import { Child } from './child';
import { readWrk } from './load/wrk';

/** What the callers of a server saw. */
export interface Load {
	readonly requestsPerSecond: number;
	readonly p50Ms: number;
	readonly p99Ms: number;
}

const LOAD = z.object({ requestsPerSecond: z.number(), p50Ms: z.number(), p99Ms: z.number() });

/** Asks as fast as answers come, for so many seconds. @throws where one request is not answered with 200 */
export type LoadUrl = (url: string, connections: number, seconds: number) => Promise<Load>;

export interface Loader {
	readonly name: string;
	readonly load: LoadUrl;
}

/** `wrk` where it is installed, else our own. */
export function findLoader(): Loader {
	const path = Bun.which('wrk', { PATH: programPath() });
	return path === null ? { name: "the benchmark's own", load: ownLoad } : { name: 'wrk', load: wrkLoad };
}

async function wrkLoad(url: string, connections: number, seconds: number): Promise<Load> {
	const flags = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency'];
	return readWrk(await new Child(['wrk', ...flags, url], { cwd: ROOT }).result());
}

/** From a process of its own, without any package. */
export async function ownLoad(url: string, connections: number, seconds: number): Promise<Load> {
	const command = ['bun', 'bench/overhead/load/program.ts', url, String(connections), String(seconds)];
	return LOAD.parse(JSON.parse(await new Child(command, { cwd: ROOT }).result()));
}

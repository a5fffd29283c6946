import type { Client } from '../../tests/support/client';
import { cpuMs, treeCpuMs } from '../checks/processes';

export interface Answer {
	/** Of the whole answer, as who asks has it. */
	readonly clientMs: number;
	readonly bytes: number;
	readonly traceId: string;
}

export interface CpuTime {
	readonly glasshouse: number | null;
	readonly postgres: number | null;
}

export interface Asked {
	readonly path: string;
	readonly askers: number;
	readonly answers: readonly Answer[];
	/** Of a request; see `Measured`. */
	readonly cpuMs: CpuTime;
}

/** Who is asked, and whose CPU time is looked at. */
export interface Scene {
	readonly client: Client;
	readonly pid: number;
	/** `null` where PostgreSQL is on another machine. */
	readonly postmaster: number | null;
}

/** Asks so often, so many at a time. @throws where an answer is no success */
export async function askOften(
	scene: Scene,
	path: string,
	{ requests, askers }: { requests: number; askers: number },
): Promise<Asked> {
	const answers: Answer[] = [];
	const before = account(scene);
	let left = requests;
	const asker = async () => {
		while (left-- > 0) answers.push(await ask(scene.client, path));
	};
	await Promise.all(Array.from({ length: askers }, asker));
	const after = account(scene);
	const each = (name: keyof CpuTime) => share(before[name], after[name], requests);
	return { path, askers, answers, cpuMs: { glasshouse: each('glasshouse'), postgres: each('postgres') } };
}

async function ask(client: Client, path: string): Promise<Answer> {
	const startMs = performance.now();
	const response = await client.request('GET', path);
	const { byteLength } = await response.arrayBuffer();
	if (response.status !== 200) throw new Error(`GET ${path} was answered with ${response.status}`);
	const clientMs = performance.now() - startMs;
	return { clientMs, bytes: byteLength, traceId: response.headers.get('x-trace-id') ?? '' };
}

function account({ pid, postmaster }: Scene): CpuTime {
	return { glasshouse: cpuMs(pid), postgres: postmaster === null ? null : treeCpuMs(postmaster) };
}

function share(before: number | null, after: number | null, requests: number): number | null {
	return before === null || after === null ? null : (after - before) / requests;
}

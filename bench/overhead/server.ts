import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../tests/support/folders';
import { Child } from './child';
import type { Variant } from './variants';

const LISTENING = z.object({ port: z.int() });
const ACCOUNT = z.object({ served: z.int(), cpuMicros: z.number(), maxRssBytes: z.number() });

/** What a server has done and used since its start. */
export interface Account {
	/** Requests, those included whose answer nobody waited for. */
	readonly served: number;
	/** User and system time of the whole process. */
	readonly cpuMicros: number;
	readonly peakRssBytes: number;
}

/** The server of one variant, in a process of its own that answers as bench/app/serve/channel.js does. */
export class MeasuredServer {
	private constructor(
		private readonly child: Child,
		readonly url: string,
	) {}

	/** Starts the app of the benchmark. @param env besides the variant's own */
	static start(variant: Variant, handler: string, env: Record<string, string>): Promise<MeasuredServer> {
		const command = [...runtimeOf(variant), `bench/app/serve/${variant.runtime}.js`, handler];
		return MeasuredServer.listening(command, {
			cwd: ROOT,
			env: { NODE_ENV: 'production', ...env, ...variant.env },
		});
	}

	/** Starts a program, and waits until it has told its port. */
	static async listening(
		command: string[],
		options: { cwd: string; env: Record<string, string> },
	): Promise<MeasuredServer> {
		const child = new Child(command, options);
		const { port } = LISTENING.parse(await child.answer());
		return new MeasuredServer(child, `http://127.0.0.1:${port}`);
	}

	/**
	 * The process tells its own CPU time, to the microsecond: /proc/<pid>/stat, which holds the same, counts in
	 * hundredths of a second.
	 */
	async account(): Promise<Account> {
		const { served, cpuMicros, maxRssBytes } = ACCOUNT.parse(await this.child.ask());
		return { served, cpuMicros, peakRssBytes: highWaterMark(this.child.pid) ?? maxRssBytes };
	}

	/** As a container is stopped: telemetry sends what it still has. */
	stop(): Promise<void> {
		return this.child.stop();
	}
}

/** The runtime with the variant's preload, to which the program to run is added. */
export function runtimeOf({ runtime, preload }: Pick<Variant, 'runtime' | 'preload'>): string[] {
	if (preload === null) return [runtime];
	return [runtime, runtime === 'bun' ? '--preload' : '--import', join(ROOT, preload)];
}

/** VmHWM; `maxrss`, which a process takes over from the one that started it, is for where there is no /proc. */
function highWaterMark(pid: number): number | undefined {
	const path = join('/proc', String(pid), 'status');
	if (!existsSync(path)) return undefined;
	const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(path, 'utf8')) ?? [];
	return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

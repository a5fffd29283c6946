import { z } from 'zod';
import { ROOT } from '../../run.mjs';
import { VerifyError } from '../instance';
import type { Undo } from '../undo';

const MESSAGE = z.union([z.object({ port: z.int() }), z.object({ traceparent: z.string() })]);

/** A service that is checked, which reports to where the app reports. */
export interface Target {
	readonly url: string;
	/** Whether a request came in this trace; `null` while none came at all. */
	wasAskedIn(traceId: string): boolean | null;
}

/** @param undo takes how it is stopped @throws VerifyError where it does not start */
export async function startTarget(env: Record<string, string>, undo: Undo): Promise<Target> {
	const traceparents: string[] = [];
	const { promise, resolve } = Promise.withResolvers<number | undefined>();
	const child = Bun.spawn(['bun', '--preload', './telemetry.ts', 'scripts/verify/target/program.ts'], {
		cwd: ROOT,
		env: { ...env, PATH: `${ROOT}/node_modules/.bin:${env.PATH ?? ''}` },
		stdio: ['ignore', 'ignore', 'ignore'],
		ipc: (message: unknown) => {
			const told = MESSAGE.safeParse(message).data;
			if (told === undefined) return;
			if ('port' in told) resolve(told.port);
			else traceparents.push(told.traceparent);
		},
	});
	undo.later(async () => {
		child.kill('SIGTERM');
		await child.exited;
	});
	const port = await Promise.race([promise, child.exited.then(() => undefined)]);
	if (port === undefined) throw new VerifyError('The target of the check did not start');
	return {
		url: `http://127.0.0.1:${port}/`,
		wasAskedIn: (traceId) =>
			traceparents.length === 0 ? null : traceparents.some((one) => one.split('-')[1] === traceId),
	};
}

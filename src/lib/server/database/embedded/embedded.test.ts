import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'bun:test';
import pg from 'pg';
import { ConfigError } from '../../config';
import { startEmbedded, type EmbeddedServer } from './embedded';
import { runningServer } from './leftover';
import { processInfo, waitForEnd } from './processes';
import { dataFolder, passwordFile } from './protocol';

const dataDir = mkdtempSync(join(tmpdir(), 'glasshouse-embedded-'));
const folder = join(dataDir, 'postgres');
const pgData = dataFolder(folder);
const hosts: Bun.Subprocess[] = [];
const servers: EmbeddedServer[] = [];

afterEach(async () => {
	for (const host of hosts.splice(0)) host.kill('SIGKILL');
	for (const server of servers.splice(0)) await server.stop();
	const left = runningServer(pgData);
	if (left !== undefined) await waitForEnd(left.pid, 30_000);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function start(dir = dataDir, log: string[] = []): Promise<EmbeddedServer> {
	const server = await startEmbedded({ dataDir: dir, onLog: (_level, message) => log.push(message) });
	servers.push(server);
	return server;
}

async function startHost() {
	const host = Bun.spawn([process.execPath, join(import.meta.dir, 'testHost.ts'), dataDir], {
		stderr: 'inherit',
	});
	hosts.push(host);
	const { value } = await host.stdout.getReader().read();
	const server = runningServer(pgData);
	if (value === undefined || server === undefined) throw new Error('the host did not start');
	const supervisor = processInfo(server.pid)?.parentPid ?? 0;
	return { host, url: new TextDecoder().decode(value).trim(), pid: server.pid, supervisor };
}

async function query(url: string, text: string): Promise<unknown[]> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	const { rows } = await client.query<Record<string, unknown>>(text).finally(() => client.end());
	return rows;
}

const ADD = 'create table if not exists kept (n serial); insert into kept default values';
const COUNT = 'select count(*)::int as n from kept';

test('keeps its data over a restart, listens on loopback only, and guards its password', async () => {
	const first = await start();
	await query(first.url, ADD);
	expect(await query(first.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
	expect(await query(first.url, 'show unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
	expect(await query(first.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
	const wrong = first.url.replace(/:[0-9a-f]{64}@/, ':wrong@');
	expect(await query(wrong, 'select 1').catch((error: unknown) => String(error))).toContain('password');
	expect(statSync(passwordFile(folder)).mode & 0o777).toBe(0o600);
	expect(statSync(folder).mode & 0o777).toBe(0o700);
	await first.stop();
	await first.stop();
	expect(runningServer(pgData)).toBeUndefined();
	expect(await query((await start()).url, COUNT)).toEqual([{ n: 1 }]);
}, 60_000);

test('ends when the app is killed, and the next start has the data', async () => {
	const { host, url, pid } = await startHost();
	await query(url, ADD);
	host.kill('SIGKILL');
	expect(await waitForEnd(pid, 30_000)).toBe(true);
	expect(await query((await start()).url, COUNT)).toEqual([{ n: 2 }]);
}, 60_000);

test('a server left behind by a killed supervisor is stopped by the next start', async () => {
	const { host, url, pid, supervisor } = await startHost();
	await query(url, ADD);
	process.kill(supervisor, 'SIGKILL');
	host.kill('SIGKILL');
	const log: string[] = [];
	const next = await start(dataDir, log);
	expect(log.join('\n')).toContain(`left behind (process ${pid})`);
	expect(await query(next.url, COUNT)).toEqual([{ n: 3 }]);
}, 60_000);

test('recovers after supervisor and server were killed at once', async () => {
	const { host, url, pid, supervisor } = await startHost();
	await query(url, ADD);
	process.kill(-supervisor, 'SIGKILL');
	host.kill('SIGKILL');
	expect(await waitForEnd(pid, 30_000)).toBe(true);
	const log: string[] = [];
	expect(await query((await start(dataDir, log)).url, COUNT)).toEqual([{ n: 4 }]);
	expect(log.join('\n')).toContain('automatic recovery in progress');
}, 60_000);

test('a server that dies is started again on its port', async () => {
	const { url, pid } = await startHost();
	process.kill(pid, 'SIGKILL');
	let rows: unknown[] | undefined;
	for (
		const deadline = Date.now() + 20_000;
		rows === undefined && Date.now() < deadline;
		await Bun.sleep(50)
	) {
		rows = await query(url, COUNT).catch(() => undefined);
	}
	expect(rows).toEqual([{ n: 4 }]);
}, 60_000);

test('stopping also stops a server whose supervisor was killed', async () => {
	const server = await start();
	const running = runningServer(pgData);
	process.kill(processInfo(running?.pid ?? 0)?.parentPid ?? 0, 'SIGKILL');
	await server.stop();
	expect(runningServer(pgData)).toBeUndefined();
}, 60_000);

test('a second Glasshouse on the folder is told to share by DATABASE_URL, and the first lives on', async () => {
	const { url } = await startHost();
	const refused = await startEmbedded({ dataDir, onLog: () => undefined }).catch((error: unknown) => error);
	expect(refused).toBeInstanceOf(ConfigError);
	expect(String(refused)).toContain('another Glasshouse uses');
	expect(String(refused)).toContain('DATABASE_URL');
	expect(await query(url, COUNT)).toEqual([{ n: 4 }]);
}, 60_000);

test('a lock whose process id belongs to another program now does not keep it from starting', async () => {
	const lock = join(pgData, 'postmaster.pid');
	expect(existsSync(lock)).toBe(false);
	writeFileSync(lock, `${process.pid}\n${pgData}\n`, { mode: 0o666 });
	chmodSync(lock, 0o666);
	expect(await query((await start()).url, COUNT)).toEqual([{ n: 4 }]);
}, 60_000);

test('an initialisation that was killed is begun again', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'glasshouse-embedded-'));
	const unfinished = join(dir, 'postgres', 'initialising-4194000');
	mkdirSync(unfinished, { recursive: true, mode: 0o700 });
	writeFileSync(join(unfinished, 'PG_VERSION'), '18\n');
	chmodSync(join(dir, 'postgres'), 0o777);
	chmodSync(unfinished, 0o777);
	const server = await start(dir);
	expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
	expect(existsSync(unfinished)).toBe(false);
	await server.stop();
	rmSync(dir, { recursive: true, force: true });
}, 60_000);

test('says what is wrong with the folder', async () => {
	const file = join(dataDir, 'file');
	writeFileSync(file, '');
	const onLog = (): void => undefined;
	const failure = await startEmbedded({ dataDir: join(file, 'x'), onLog }).catch((error: unknown) =>
		String(error),
	);
	expect(failure).toMatch(/GLASSHOUSE_DATA_DIR=".*file\/x" is not usable: .*ENOTDIR/);
	const password = readFileSync(passwordFile(folder));
	rmSync(passwordFile(folder));
	const lost = await startEmbedded({ dataDir, onLog }).catch((error: unknown) => String(error));
	expect(lost).toContain('password of the embedded database is lost');
	writeFileSync(passwordFile(folder), password);
}, 60_000);

test('a temporary one leaves nothing behind', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'glasshouse-embedded-'));
	const server = await startEmbedded({ dataDir: dir, temporary: true, onLog: () => undefined });
	await server.stop();
	expect(existsSync(dir)).toBe(false);
}, 60_000);

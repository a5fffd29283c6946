import { createServer, type AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'bun:test';
import { ConfigError } from '../config';
import { createEmptyDatabase } from './testDatabase';
import { waitForDatabase } from './wait';

const empty = await createEmptyDatabase();
afterAll(() => empty.drop());

async function failureOf(url: string, waitMs: number): Promise<string> {
	const error = await waitForDatabase(url, { waitMs }).catch((thrown: unknown) => thrown);
	if (!(error instanceof ConfigError)) throw new Error(`expected a ConfigError, got ${String(error)}`);
	return error.message;
}

async function closedPort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

test('returns at once where the database answers', async () => {
	const told: string[] = [];
	await waitForDatabase(empty.url, { waitMs: 0, onWaiting: (message) => told.push(message) });
	expect(told).toEqual([]);
});

test('gives up in time and names host, port, database and reason, not the password', async () => {
	const port = await closedPort();
	const startedAt = Date.now();
	const message = await failureOf(`postgres://me:s3cret@127.0.0.1:${port}/shop`, 600);
	expect(message).toContain(`database "shop" at 127.0.0.1:${port}`);
	expect(message).toContain('ECONNREFUSED');
	expect(message).toContain('GLASSHOUSE_DATABASE_WAIT_MS=600');
	expect(message).not.toContain('s3cret');
	expect(Date.now() - startedAt).toBeGreaterThanOrEqual(600);
	expect(Date.now() - startedAt).toBeLessThan(5000);
});

test('gives up on a server that accepts and then says nothing', async () => {
	const silent = createServer(() => undefined);
	await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()));
	const { port } = silent.address() as AddressInfo;
	expect(await failureOf(`postgres://me@127.0.0.1:${port}/shop`, 200)).toContain(
		'did not answer within 0.2 s',
	);
	silent.close();
});

test('waits for a database that is made later, and tells so once', async () => {
	const later = await createEmptyDatabase();
	await later.drop();
	const url = new URL(later.url);
	const told: string[] = [];
	const waiting = waitForDatabase(url.href, { waitMs: 20_000, onWaiting: (message) => told.push(message) });
	while (told.length === 0) await new Promise((resolve) => setImmediate(resolve));
	const made = await createEmptyDatabase();
	const sqlUrl = new URL(made.url).href;
	const { Client } = (await import('pg')).default;
	const client = new Client({ connectionString: sqlUrl });
	await client.connect();
	await client.query(`create database ${url.pathname.slice(1)}`);
	await waiting;
	await client.query(`drop database ${url.pathname.slice(1)} with (force)`);
	await client.end();
	await made.drop();
	expect(told).toHaveLength(1);
	expect(told[0]).toContain('does not exist');
});

test('does not wait where the password is wrong', async () => {
	const url = new URL(empty.url);
	url.password = 'wrong-password';
	const startedAt = Date.now();
	const message = await failureOf(url.href, 30_000);
	expect(message).toContain('password authentication failed');
	expect(message).not.toContain('wrong-password');
	expect(Date.now() - startedAt).toBeLessThan(5000);
});

test('a URL that cannot be read is refused without being quoted', async () => {
	const message = await failureOf('postgres://me:s3cret@[nowhere/shop', 0);
	expect(message).toContain('DATABASE_URL=(hidden)');
	expect(message).not.toContain('s3cret');
});

test('stops waiting when it is told to', async () => {
	const abort = new AbortController();
	const url = `postgres://me@127.0.0.1:${await closedPort()}/shop`;
	const waiting = waitForDatabase(url, {
		waitMs: 60_000,
		onWaiting: () => abort.abort(),
		signal: abort.signal,
	});
	expect(waiting).rejects.toThrow('abort');
	await waiting.catch(() => undefined);
});

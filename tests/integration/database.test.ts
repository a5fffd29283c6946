import { afterEach, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import type { Check } from '../../src/lib/server/checks/model';
import { ENTRYPOINT, restartApp, startApp, type App } from '../support/app';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { freePort } from '../support/ports';
import { startPostgres } from '../support/postgres';
import { startProgram } from '../support/program';

const LISTENING = '0A';
const LOOPBACK = new Set(['0100007F', '00000000000000000000000001000000']);

describe('the embedded database', () => {
	const apps: App[] = [];

	afterEach(async () => {
		for (const app of apps.splice(0).reverse()) await app.dispose();
	});

	async function start(): Promise<App> {
		const app = await startApp();
		apps.push(app);
		return app;
	}

	async function again(app: App): Promise<App> {
		const next = await restartApp(app);
		apps.push(next);
		return next;
	}

	test('keeps its data over a restart, and a deleted first check stays deleted', async () => {
		const app = await start();
		const client = new Client(app.url);
		const [own] = await eventually('the first check', async () => {
			const checks = await client.json<Check[]>('GET', '/api/v1/checks');
			return checks.length === 1 ? checks : undefined;
		});
		await client.request('DELETE', `/api/v1/checks/${own?.id ?? ''}`);
		const made = await client.createCheck({ name: 'stays', url: `${app.url}/healthz` });
		const run = await client.endOfRun(await client.startRun(made.id));
		expect(await app.stop()).toBe(0);
		const next = new Client((await again(app)).url);
		expect(await next.getRun(run.id)).toEqual(run);
		const names = (await next.json<Check[]>('GET', '/api/v1/checks')).map(({ name }) => name);
		expect(names).toEqual(['stays']);
		const kept = await next.getTrace(run.traceId);
		expect(kept.spans.map(({ name }) => name)).toContain('workflow runCheck');
	});

	test('recovers after SIGKILL', async () => {
		const app = await start();
		const made = await new Client(app.url).createCheck({ name: 'survives', url: `${app.url}/healthz` });
		await app.kill();
		const next = new Client((await again(app)).url);
		expect(await next.json<Check>('GET', `/api/v1/checks/${made.id}`)).toMatchObject({ name: 'survives' });
	});

	test.skipIf(process.platform !== 'linux')(
		'listens on loopback only, and not at all once the app has stopped',
		async () => {
			const before = listeners();
			const app = await start();
			const opened = [...listeners()].filter((listener) => !before.has(listener));
			expect(opened.length).toBeGreaterThan(0);
			expect(opened.filter((listener) => !LOOPBACK.has(listener.split(':')[0] ?? ''))).toEqual([]);
			await app.stop();
			const left = [...listeners()].filter((listener) => opened.includes(listener));
			expect(left).toEqual([]);
		},
	);
});

describe('a given database', () => {
	test('that comes up late is waited for', async () => {
		const port = await freePort();
		const env = { DATABASE_URL: `postgres://postgres:password@127.0.0.1:${port}/postgres` };
		const app = await startApp({ env, ready: false });
		await app.line(/waiting|not.*there/i);
		const postgres = await startPostgres(port);
		await eventually('/readyz', async () => (await untraced(`${app.url}/readyz`)).status === 200);
		expect((await new Client(app.url).runOnce({ url: `${app.url}/healthz` })).state).toBe('passed');
		await app.dispose();
		await postgres.stop();
	});

	test('that never comes ends the start with a clear error', async () => {
		const port = await freePort();
		const env = {
			DATABASE_URL: `postgres://someone:pa55word-x@127.0.0.1:${port}/things`,
			GLASSHOUSE_DATABASE_WAIT_MS: '1500',
		};
		const program = startProgram(ENTRYPOINT, { env });
		expect(await program.exited).toBe(1);
		expect(program.output()).toContain(`127.0.0.1:${port}`);
		expect(program.output()).not.toContain('pa55word-x');
		expect(program.output()).not.toContain('    at ');
	});

	test('that does not let Glasshouse in is not waited for', async () => {
		const postgres = await startPostgres();
		const url = new URL(await postgres.createDatabase());
		url.password = 'wrong-password';
		const startMs = performance.now();
		const program = startProgram(ENTRYPOINT, { env: { DATABASE_URL: url.href } });
		expect(await program.exited).toBe(1);
		expect(performance.now() - startMs).toBeLessThan(20_000);
		expect(program.output()).toContain('password');
		expect(program.output()).not.toContain('wrong-password');
		await postgres.stop();
	});
});

/** `address:port` in hex of every TCP socket that listens on this machine. */
function listeners(): Set<string> {
	const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFileSync(path, 'utf8'));
	const rows = tables.flatMap((table) => table.trim().split('\n').slice(1));
	const listening = rows.map((row) => row.trim().split(/\s+/)).filter(([, , , state]) => state === LISTENING);
	return new Set(listening.map(([, address = '']) => address));
}

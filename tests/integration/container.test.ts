import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { ROOT, temporaryFolder } from '../support/folders';
import { assemble, imageEnvironment, instruction, readDockerfile, type Stage } from '../support/image';
import { freePort } from '../support/ports';
import { startPostgres } from '../support/postgres';
import { startProgram, type Program } from '../support/program';

const NOBODY = 65_534;
const AS_ROOT = process.getuid?.() === 0;
const TOKEN = 'a-secret-of-some-length';

describe('the image, assembled without Docker', () => {
	const stages = readDockerfile();
	const last = stages.at(-1) as Stage;
	const parts = temporaryFolder();
	const app = join(parts.path, 'app');
	const bin = join(parts.path, 'bin');

	beforeAll(async () => {
		mkdirSync(bin);
		copyFileSync(join(ROOT, 'node_modules/.bin/bun'), join(bin, 'bun'));
		const dependencies = join(parts.path, 'dependencies');
		await installDependencies(dependencies);
		mkdirSync(app);
		assemble(last, app, { build: ROOT, dependencies });
		mkdirSync(join(app, '.data'));
		if (AS_ROOT) chownSync(join(app, '.data'), NOBODY, NOBODY);
	});

	afterAll(() => parts.remove());

	/** What the Dockerfile does in its stage of that name, in a folder. */
	async function installDependencies(folder: string): Promise<void> {
		const stage = stages.find(({ name }) => name === 'dependencies') as Stage;
		mkdirSync(folder);
		for (const file of ['package.json', 'bun.lock']) copyFileSync(join(ROOT, file), join(folder, file));
		const command = ['sh', '-c', `PATH=${bin}:$PATH; ${instruction(stage, 'RUN')}`];
		const installing = startProgram(command, { cwd: folder });
		await expectEnd(installing);
	}

	/** With 0; else the failure shows what it printed. */
	async function expectEnd(program: Program): Promise<void> {
		const code = await program.exited;
		if (code !== 0) throw new Error(`Ended with ${code}:\n${program.output()}`);
	}

	/** With nothing in the environment but PATH and what is given, as a user who owns nothing but .data. */
	function run(command: string[], env: Record<string, string>): Program {
		const pairs = Object.entries({ PATH: `${bin}:/usr/bin:/bin`, ...env }).map(
			([name, value]) => `${name}=${value}`,
		);
		const user = AS_ROOT ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
		return startProgram([...user, 'env', '-i', ...pairs, ...command], { cwd: app });
	}

	const entrypoint = JSON.parse(instruction(last, 'ENTRYPOINT')) as string[];

	test('is pinned to the version of Bun that package.json names, and not run by root', () => {
		const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
			engines: { bun: string };
		};
		for (const { image } of stages) expect(image).toBe(`oven/bun:${engines.bun}`);
		expect(stages.length).toBeGreaterThan(1);
		expect(instruction(last, 'USER')).toBe('bun');
		expect(instruction(last, 'VOLUME')).toBe('/app/.data');
		expect(statSync(join(app, 'entrypoint.sh')).mode & 0o111).toBe(0o111);
	});

	test('holds no tests, no secrets and nothing that only building needs', () => {
		const held = ['*', 'src/**', 'build/*'].flatMap((files) => [
			...new Bun.Glob(files).scanSync({ cwd: app, dot: true }),
		]);
		expect(held).toContain('telemetry.ts');
		expect(held.filter((file) => /\.env|\.git|tests\/|vite|eslint/.test(file))).toEqual([]);
		for (const name of ['vite', 'svelte-check', 'eslint', 'playwright-core']) {
			expect(existsSync(join(app, 'node_modules', name))).toBe(false);
		}
	});

	test('starts with an empty environment, is ready, runs a check, and ends with 0 at SIGTERM', async () => {
		const port = String(await freePort());
		const program = run(entrypoint, { PORT: port });
		const url = `http://127.0.0.1:${port}`;
		await eventually('/readyz', async () => {
			if ((await Promise.race([program.exited, Promise.resolve(null)])) !== null)
				throw new Error(program.output());
			return (await untraced(`${url}/readyz`)).status === 200;
		});
		expect((await untraced(`${url}/healthz`)).status).toBe(200);
		expect((await new Client(url).runOnce({ url: `${url}/healthz` })).state).toBe('passed');
		const [, , check = ''] = /^(.*)CMD (\[.*\])$/.exec(instruction(last, 'HEALTHCHECK')) ?? [];
		const healthy = run(JSON.parse(check) as string[], { PORT: port });
		expect([await healthy.exited, healthy.output()]).toEqual([0, '']);
		program.signal('SIGTERM');
		await expectEnd(program);
		const ill = run(JSON.parse(check) as string[], { PORT: port });
		expect(await ill.exited).not.toBe(0);
	});

	test('asks for a token, since it listens to everybody', async () => {
		const program = run(entrypoint, { ...imageEnvironment(last), PORT: '0' });
		expect(await program.exited).toBe(1);
		expect(program.output()).toContain('GLASSHOUSE_TOKEN');
	});

	test('migrates a database that it was given, before it serves', async () => {
		const postgres = await startPostgres();
		const port = String(await freePort());
		const env = {
			...imageEnvironment(last),
			PORT: port,
			GLASSHOUSE_TOKEN: TOKEN,
			DATABASE_URL: await postgres.createDatabase(),
		};
		const program = run(entrypoint, env);
		await program.line(/is up to date/);
		await eventually(
			'/readyz',
			async () => (await untraced(`http://127.0.0.1:${port}/readyz`)).status === 200,
		);
		program.signal('SIGTERM');
		await expectEnd(program);
		await postgres.stop();
	});
});

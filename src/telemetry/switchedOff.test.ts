import { expect, test } from 'bun:test';
import { runProgram } from './testing/program';

interface State {
	/** The packages that are loaded. */
	packages: string[];
	/** Files of src/telemetry that are loaded. */
	files: number;
	/** The source of what is patched where telemetry is on. */
	sources: string[];
	listeners: number;
}

/** What a program finds that does nothing itself. */
const LOOK = `
	const cache = Object.keys(require.cache);
	const packages = cache.map((path) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean);
	const patched = [Bun.serve, fetch, require('http').request];
	console.log(JSON.stringify({
		packages: [...new Set(packages)].sort(),
		files: cache.filter((path) => path.includes('/src/telemetry/')).length,
		sources: patched.map((one) => Function.prototype.toString.call(one)),
		listeners: ['SIGTERM', 'SIGINT', 'SIGHUP', 'beforeExit', 'exit'].reduce((sum, name) => sum + process.listenerCount(name), 0),
	}));
`;

async function look(env: Record<string, string>, preload = true): Promise<State> {
	const { stdout } = await runProgram(LOOK, env, preload);
	return JSON.parse(stdout) as State;
}

test('switched off: loads nothing but the API, patches nothing, listens to nothing', async () => {
	const { files, ...off } = await look({ OTEL_SDK_DISABLED: 'true' });
	const { sources, listeners } = await look({}, false);
	expect(off).toEqual({
		packages: ['@opentelemetry/api'],
		sources,
		listeners,
	});
	expect(files).toBeLessThan(30);
});

test('switched on, all of that is otherwise', async () => {
	const { files, sources, listeners } = await look({});
	const untouched = await look({}, false);
	expect(files).toBeGreaterThan(100);
	expect(sources.filter((source, i) => source === untouched.sources[i])).toEqual([]);
	expect(listeners).toBeGreaterThan(0);
});

test('switched off: keeps no timer, and ends as soon as the program does', async () => {
	const code = `
		const started = [];
		for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
			const original = globalThis[name];
			globalThis[name] = (...args) => (started.push(name), original(...args));
		}
		const { startTelemetry } = await import('./src/telemetry/index.ts');
		const { enabled } = startTelemetry();
		console.log(JSON.stringify([enabled, started]));
	`;
	const { stdout } = await runProgram(code, { OTEL_SDK_DISABLED: 'true' }, false);
	expect(JSON.parse(stdout)).toEqual([false, []]);
});

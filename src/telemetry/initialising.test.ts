import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Initialisation } from './health/types';
import { runProgram } from './testing/program';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const IMPLEMENTATIONS: [string, Record<string, string>][] = [
	['ours', {}],
	['official', { GLASSHOUSE_TELEMETRY: 'official' }],
];
const OURS = { trace: 'ours', metrics: 'ours', logs: 'ours', context: 'ours', propagation: 'ours' } as const;

const START = `const { startTelemetry } = await import('./src/telemetry/index.ts');`;
const STOCK_SDK = `
	const { NodeSDK } = await import('@opentelemetry/sdk-node');
	new NodeSDK({ instrumentations: [] }).start();
`;
const TELL = `
	const { getTelemetry } = await import('./src/telemetry/handle.ts?other');
	console.log(JSON.stringify(getTelemetry().health().initialisation));
`;

interface Told {
	initialisation: Initialisation;
	stderr: string;
}

/** What a program is told at its end. */
async function told(code: string, env: Record<string, string> = {}, preload = true): Promise<Told> {
	const { stdout, stderr } = await runProgram(`${code}\n${TELL}`, env, preload);
	const last = stdout.trim().split('\n').at(-1) ?? '';
	if (!last.startsWith('{')) throw new Error(`The program failed: ${stderr}`);
	return { initialisation: JSON.parse(last) as Initialisation, stderr };
}

describe.each(IMPLEMENTATIONS)('initialised once, %s', (_, env) => {
	test('by the preload', async () => {
		const { initialisation, stderr } = await told('', env);
		expect(initialisation).toMatchObject({ once: true, times: 1, repeats: 0, globals: OURS, refused: 0 });
		expect(Date.now() - Date.parse(initialisation.startedAt)).toBeLessThan(60_000);
		expect(stderr).toBe('');
	});

	test('by the preload and, again, by two other copies: they are counted, and harm nothing', async () => {
		const again = `
			for (const copy of ['one', 'two']) (await import('./src/telemetry/index.ts?' + copy)).startTelemetry();
		`;
		const { initialisation } = await told(again, env);
		expect(initialisation).toMatchObject({ once: true, times: 1, repeats: 2, globals: OURS });
	});
});

describe.each(IMPLEMENTATIONS)('not once, %s:', (_, env) => {
	test('an SDK that was started before has all there is', async () => {
		const { initialisation } = await told(`${STOCK_SDK} ${START} startTelemetry();`, env, false);
		const { once, globals, refused } = initialisation;
		expect(once).toBe(false);
		expect(new Set(Object.values(globals))).toEqual(new Set(['taken']));
		expect(refused).toBe(0);
	});

	test('a provider that was registered before has that alone', async () => {
		const code = `
			const { trace } = await import('@opentelemetry/api');
			trace.setGlobalTracerProvider({ getTracer: () => undefined });
			${START} startTelemetry();
		`;
		const { initialisation } = await told(code, env, false);
		expect(initialisation).toMatchObject({ once: false, globals: { ...OURS, trace: 'taken' }, refused: 0 });
	});

	test('an SDK that is started after is refused, and counted, in silence', async () => {
		const { initialisation, stderr } = await told(STOCK_SDK, env);
		expect(initialisation).toMatchObject({ once: false, times: 1, globals: OURS, refused: 5 });
		expect(stderr).toBe('');
	});

	test('a provider that took the place of ours, and a propagator that was taken away', async () => {
		const code = `
			const { propagation, trace } = await import('@opentelemetry/api');
			trace.disable();
			trace.setGlobalTracerProvider({ getTracer: () => undefined });
			propagation.disable();
		`;
		const { initialisation } = await told(code, env);
		const globals = { ...OURS, trace: 'replaced', propagation: 'removed' };
		expect(initialisation).toMatchObject({ once: false, globals, refused: 0 });
	});

	test('a start that failed halfway, and another after it', async () => {
		const code = `
			${START}
			try { startTelemetry({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'nonsense' }); } catch {}
			startTelemetry({});
		`;
		const { initialisation } = await told(code, env, false);
		expect(initialisation).toMatchObject({ once: false, times: 2, refused: 0 });
		expect(initialisation.globals.metrics).toBe('taken');
	});
});

test('switched off, there is nothing to be twice, whoever else is there', async () => {
	const another = `(await import('@opentelemetry/api')).trace.setGlobalTracerProvider({});`;
	const { initialisation } = await told(another, { OTEL_SDK_DISABLED: 'true' });
	expect(initialisation).toMatchObject({ once: false, times: 0, refused: 0 });
	expect(initialisation.globals).toMatchObject({ metrics: 'unused', propagation: 'unused' });
});

describe('diagnostics', () => {
	test('that were asked for are written, and heard', async () => {
		const { initialisation, stderr } = await told(STOCK_SDK, { OTEL_DEBUG: 'true' });
		expect(stderr).toContain('[opentelemetry:error]');
		expect(initialisation.once).toBe(false);
	});

	test('that were switched off are heard all the same', async () => {
		const code = `
			const { diag, trace } = await import('@opentelemetry/api');
			diag.error(new Error('no text'));
			trace.setGlobalTracerProvider({});
		`;
		const { initialisation, stderr } = await told(code, { OTEL_LOG_LEVEL: 'none' });
		expect(initialisation.refused).toBe(1);
		expect(stderr).toBe('');
	});

	test('that somebody hears already are left to them', async () => {
		const code = `
			const { diag, trace } = await import('@opentelemetry/api');
			const write = (message) => process.stderr.write(message.split('\\n')[0] + '\\n');
			diag.setLogger({ error: write, warn: write, info() {}, debug() {}, verbose() {} });
			${START} startTelemetry();
			diag.error('still theirs');
		`;
		const { stderr } = await told(code, {}, false);
		expect(stderr).toContain('still theirs');
		expect(stderr).not.toContain('overwr');
	});
});

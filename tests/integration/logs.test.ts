import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../../src/lib/server/checks/model';
import { startApp, type App, type AppOptions } from '../support/app';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { temporaryFolder } from '../support/folders';
import { startReceiver, type Receiver } from '../support/otlp/receiver';

type Line = Record<string, unknown>;

const NOISY = [
	...['bun', '--preload', './telemetry.ts', '--preload', './tests/support/programs/noisy.ts'],
	'build/index.js',
];

function parse(text: string): Line[] {
	return text
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as Line);
}

/** Those lines of what a program printed that are JSON. */
function jsonLines(output: string): Line[] {
	return parse(
		output
			.split('\n')
			.filter((line) => line.startsWith('{"'))
			.join('\n'),
	);
}

function said(lines: Line[], what: string): Line[] {
	return lines.filter(({ message }) => String(message).includes(what));
}

describe('the log', () => {
	let receiver: Receiver;
	let folder: ReturnType<typeof temporaryFolder>;
	let path: string;
	let app: App;
	let run: Run;

	beforeAll(async () => {
		receiver = startReceiver();
		folder = temporaryFolder();
		path = join(folder.path, 'logs', 'app.log');
		app = await startApp({
			command: NOISY,
			env: {
				GLASSHOUSE_LOG_LEVEL: 'warn',
				GLASSHOUSE_LOG_FILE: path,
				GLASSHOUSE_LOG_FILE_LEVEL: 'debug',
				GLASSHOUSE_LOG_OTLP_LEVEL: 'info',
				OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
				OTEL_BLRP_SCHEDULE_DELAY: '100',
			},
		});
		run = await new Client(app.url).runOnce({ url: `${app.url}/healthz` });
	});

	afterAll(async () => {
		await app.dispose();
		await receiver.stop();
		folder.remove();
	});

	const file = () => parse(readFileSync(path, 'utf8'));
	const ofRun = (lines: Line[]) => lines.filter(({ run_id }) => run_id === run.id);

	test('in the file, every line of a run carries its id and its trace', async () => {
		await eventually('the end of the workflow', () => said(ofRun(file()), 'workflow ended').length > 0);
		const lines = ofRun(file());
		const messages = lines.map(({ message }) => message);
		expect(messages).toContain('workflow started');
		expect(messages).toContain('step started');
		expect(new Set(lines.map(({ trace_id }) => trace_id))).toEqual(new Set([run.traceId]));
		expect(lines.every(({ span_id }) => /^[0-9a-f]{16}$/.test(String(span_id)))).toBe(true);
		expect(new Set(lines.map(({ trace_flags }) => trace_flags))).toEqual(new Set(['01']));
		const all = file().filter(({ message }) => message === 'workflow started');
		expect(all.every(({ run_id }) => typeof run_id === 'string')).toBe(true);
	});

	test('the console has its own level', () => {
		const lines = jsonLines(app.output());
		expect(lines.filter(({ level }) => level === 'info' || level === 'debug')).toEqual([]);
		expect(said(lines, 'noise: broken')).toHaveLength(1);
	});

	test('over OTLP they have severity, span, flags and run, from their own level on', async () => {
		const records = await eventually('the lines of the run to arrive', () => {
			const found = receiver.logs.filter(({ attributes }) => attributes.run_id === run.id);
			return found.some(({ body }) => body === 'workflow ended') ? found : undefined;
		});
		const started = records.find(({ body }) => body === 'workflow started');
		expect(started).toMatchObject({ severity: 9, severityText: 'INFO', traceId: run.traceId, flags: 1 });
		expect(started?.spanId).toMatch(/^[0-9a-f]{16}$/);
		expect(started?.attributes).not.toContainAnyKeys(['trace_id', 'span_id', 'trace_flags']);
		expect(receiver.logs.filter(({ severity }) => severity < 9)).toEqual([]);
	});

	test('a request about a run names it too', async () => {
		await new Client(app.url).request('POST', `/api/v1/runs/${run.id}/cancel`);
		const refused = said(file(), 'has ended already');
		expect(refused).toMatchObject([{ run_id: run.id, code: 'CONFLICT' }]);
	});

	test('takes what others say on the console, once, and leaves alone what is drawn', async () => {
		await eventually('the noise', () => said(file(), 'noise: called').length > 0);
		const noise = said(file(), 'noise: ');
		expect(noise.map(({ level, message, logger }) => [level, message, logger])).toEqual([
			['info', 'noise: one of 2', 'console'],
			['error', 'noise: broken RangeError: too far', 'console'],
			['warn', 'noise: called with token=[masked]', 'console'],
			['debug', 'noise: nobody wants this', 'console'],
		]);
		expect(noise[1]).toMatchObject({ err: { type: 'RangeError', message: 'too far' } });
		const output = app.output();
		expect(output.match(/noise: broken/g)).toHaveLength(1);
		expect(output).not.toContain('noise: one of 2');
		expect(output).toContain('for people');
		const exported = await eventually('the error over OTLP', () =>
			receiver.logs.find(({ body }) => typeof body === 'string' && body.startsWith('noise: broken')),
		);
		expect(exported.attributes).toMatchObject({
			logger: 'console',
			'exception.type': 'RangeError',
			'exception.message': 'too far',
		});
	});

	test('holds no secret, wherever it goes', async () => {
		await eventually('the warning over OTLP', () =>
			receiver.logs.some(({ body }) => typeof body === 'string' && body.includes('token=[masked]')),
		);
		const everywhere = [
			readFileSync(path, 'utf8'),
			app.output(),
			JSON.stringify(receiver.logs.map(({ body, attributes }) => [body, attributes])),
		];
		for (const text of everywhere) expect(text).not.toContain('hunter2');
	});

	test('tells what nobody caught as fatal, and the process ends as it would have', async () => {
		app.signal('SIGUSR2');
		expect(await app.exited).toBe(1);
		const fatal = file().filter(({ level }) => level === 'fatal');
		expect(fatal).toMatchObject([
			{ err: { type: 'RangeError', message: 'nobody waits for this' } },
			{ err: { type: 'TypeError', message: 'nobody catches this' } },
		]);
	});
});

describe('settings of the log', () => {
	async function withApp(options: AppOptions, act: (app: App) => Promise<void>): Promise<void> {
		const app = await startApp(options);
		try {
			await act(app);
		} finally {
			await app.dispose();
		}
	}

	test('without the console nothing is printed, and the file is rotated and complete after SIGTERM', async () => {
		const folder = temporaryFolder();
		const path = join(folder.path, 'app.log');
		const env = {
			GLASSHOUSE_LOG_CONSOLE: 'false',
			GLASSHOUSE_LOG_LEVEL: 'trace',
			GLASSHOUSE_LOG_FILE: path,
			GLASSHOUSE_LOG_FILE_MAX_BYTES: '4096',
		};
		await withApp({ env }, async (app) => {
			const client = new Client(app.url);
			for (let n = 0; n < 3; n += 1) await client.runOnce({ url: `${app.url}/healthz` });
			expect(await app.stop()).toBe(0);
			expect(app.output()).toBe('');
		});
		const names = readdirSync(folder.path);
		expect(names.length).toBeGreaterThan(1);
		expect(names.length).toBeLessThanOrEqual(5);
		for (const name of names) {
			expect(statSync(join(folder.path, name)).size).toBeLessThanOrEqual(4096);
			expect(parse(readFileSync(join(folder.path, name), 'utf8')).length).toBeGreaterThan(0);
		}
		folder.remove();
	});

	test('console exporters of OpenTelemetry print, and are not taken for noise', async () => {
		const env = { OTEL_LOGS_EXPORTER: 'console', OTEL_TRACES_EXPORTER: 'console' };
		await withApp({ command: NOISY, env }, async (app) => {
			await new Client(app.url).runOnce({ url: `${app.url}/healthz` });
			await eventually('the exported line', () => (app.output().match(/noise: one of 2/g) ?? []).length >= 2);
			const lines = jsonLines(app.output());
			expect(said(lines, 'noise: one of 2')).toHaveLength(1);
			expect(lines.filter(({ logger }) => logger === 'console')).toHaveLength(3);
		});
	});
});

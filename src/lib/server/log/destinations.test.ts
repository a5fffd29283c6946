import { afterEach, expect, spyOn, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, parseConfig } from '../config';
import { startProgram } from '../../../../tests/support/program';
import { createLogger } from '../logger';
import { inRun } from '../sessions/runContext';
import { destinationsOf } from './destinations';

const folder = mkdtempSync(join(tmpdir(), 'glasshouse-log-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settings = (env: Record<string, string>) => parseConfig(env).log;

test('the file gets lines of JSON from its own level on, without secrets', () => {
	const path = join(folder, 'app.log');
	const env = {
		GLASSHOUSE_LOG_FILE: path,
		GLASSHOUSE_LOG_FILE_LEVEL: 'warn',
		GLASSHOUSE_LOG_CONSOLE: 'false',
	};
	const logger = createLogger(destinationsOf(settings(env)));
	inRun('run-1', () => {
		logger.info('not for the file');
		logger.warn({ password: 'secret-1', header: 'Authorization: Bearer secret-2' }, 'token=secret-3 refused');
		logger.error(
			{ err: new Error('postgres://me:secret-4@db/shop'), nested: { apiKey: 'secret-5' } },
			'broke',
		);
	});
	const text = readFileSync(path, 'utf8');
	expect(text).not.toContain('secret-');
	const lines = text
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Record<string, unknown>);
	expect(lines).toMatchObject([
		{ level: 'warn', password: '[masked]', run_id: 'run-1' },
		{ level: 'error', message: 'broke', err: { type: 'Error' }, run_id: 'run-1' },
	]);
});

test('for people too, each line says its trace, its span and its run', async () => {
	const at = (path: string) => JSON.stringify(join(import.meta.dir, path));
	const code = `
		const { logger } = await import(${at('../logger.ts')});
		const { withSpan } = await import(${at('../telemetry.ts')});
		const { inRun } = await import(${at('../sessions/runContext.ts')});
		await withSpan('work', async () => inRun('run-1', () => logger.warn({ step: 'judge' }, 'what happened')));`;
	const program = startProgram(['bun', '--preload', './telemetry.ts', '-e', code], {
		env: { GLASSHOUSE_LOG_FORMAT: 'text' },
	});
	expect(await program.exited).toBe(0);
	expect(program.output()).toMatch(
		/WARN: what happened \{"trace_id":"[0-9a-f]{32}","span_id":"[0-9a-f]{16}","run_id":"run-1","step":"judge"\}/,
	);
});

test('what is switched off is no way out', () => {
	const levels = (env: Record<string, string>) => destinationsOf(settings(env)).map(({ level }) => level);
	expect(levels({})).toEqual(['info', 'info']);
	expect(levels({ GLASSHOUSE_LOG_CONSOLE: 'false' })).toEqual(['info']);
	expect(levels({ GLASSHOUSE_LOG_FILE: join(folder, 'a'), GLASSHOUSE_LOG_LEVEL: 'debug' })).toEqual(
		Array.from({ length: 3 }, () => 'debug'),
	);
	expect(levels({ GLASSHOUSE_LOG_LEVEL: 'silent', GLASSHOUSE_LOG_OTLP_LEVEL: 'error' })).toEqual([
		'silent',
		'error',
	]);
});

test('a file that cannot be written stops the start, by name', () => {
	const env = { GLASSHOUSE_LOG_FILE: '/proc/no/such/file.log' };
	const prepare = () => destinationsOf(settings(env)).forEach((destination) => destination.prepare?.());
	expect(prepare).toThrow(ConfigError);
	expect(prepare).toThrow(
		'GLASSHOUSE_LOG_FILE="/proc/no/such/file.log" is not usable: expected the path of a file',
	);
});

test.if(existsSync('/dev/full'))('a full disk loses lines, says so once, and breaks nothing', () => {
	const told = spyOn(process.stderr, 'write').mockImplementation(() => true);
	try {
		const env = { GLASSHOUSE_LOG_FILE: '/dev/full', GLASSHOUSE_LOG_CONSOLE: 'false' };
		const logger = createLogger(destinationsOf(settings(env)));
		for (let n = 0; n < 3; n += 1) logger.warn('lost');
		expect(told.mock.calls.map(([text]) => String(text))).toEqual([
			expect.stringMatching(/^glasshouse: \/dev\/full cannot be written: ENOSPC/) as unknown as string,
		]);
	} finally {
		told.mockRestore();
	}
});

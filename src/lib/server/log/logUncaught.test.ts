import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { startProgram } from '../../../../tests/support/program';

/** A program with telemetry, our logger, and one error in a run and a span. */
async function end(failing: string) {
	const at = (path: string) => JSON.stringify(join(import.meta.dir, path));
	const code = `
		const { logger } = await import(${at('../logger.ts')});
		const { logUncaught } = await import(${at('./logUncaught.ts')});
		const { withSpan } = await import(${at('../telemetry.ts')});
		const { inRun } = await import(${at('../sessions/runContext.ts')});
		logUncaught(logger);
		logUncaught(logger);
		inRun('run-1', () => { ${failing} });
		setTimeout(() => process.stdout.write('went on\\n'), 20);`;
	const program = startProgram(['bun', '--preload', './telemetry.ts', '-e', code], {
		env: { GLASSHOUSE_LOG_FORMAT: 'json' },
	});
	const exitCode = await program.exited;
	const lines = program
		.output()
		.split('\n')
		.filter((line) => line.startsWith('{'))
		.map((line) => JSON.parse(line) as Record<string, unknown>);
	return { exitCode, lines, output: program.output() };
}

describe('an error that nobody caught', () => {
	test('thrown: is told as fatal, once, in its run; then the process ends, whatever keeps it alive', async () => {
		const { exitCode, lines } = await end(
			`setInterval(() => undefined, 60_000); setTimeout(() => { throw new RangeError('too far'); }, 1);`,
		);
		expect(lines).toMatchObject([
			{ level: 'fatal', err: { type: 'RangeError', message: 'too far' }, run_id: 'run-1' },
		]);
		expect(JSON.stringify(lines[0])).toContain('at ');
		expect(exitCode).toBe(1);
	});

	test('rejected inside a span: is told in that span and run, and shows in the exit code', async () => {
		const { exitCode, lines, output } = await end(
			`void withSpan('work', async () => { await Bun.sleep(1); throw new RangeError('too far'); });`,
		);
		expect(lines).toMatchObject([
			{
				level: 'fatal',
				err: { type: 'RangeError', message: 'too far' },
				run_id: 'run-1',
				trace_flags: '01',
			},
		]);
		expect(lines[0]?.trace_id).toMatch(/^[0-9a-f]{32}$/);
		expect(output).toContain('went on');
		expect(exitCode).toBe(1);
	});

	test('that is no Error is told all the same', async () => {
		const { lines, exitCode } = await end(`void Promise.reject('just text');`);
		expect(lines).toMatchObject([{ level: 'fatal', err: { type: 'string', message: 'just text' } }]);
		expect(exitCode).toBe(1);
	});
});

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { temporaryFolder } from '../support/folders';
import { startVerify, verify, type Verified } from '../support/verify';

/** A sampler that keeps nothing tells so at once only after the patience for what might still come. */
const SHORT = ['--timeout', '5'];

/** `bun run verify:telemetry` with instances that it starts itself, all of them side by side. */
describe('in an instance of its own', () => {
	const folder = temporaryFolder();
	const env = { TMPDIR: folder.path };
	let whole: Verified;
	let sampledOut: Verified;
	let disabled: Verified;

	beforeAll(async () => {
		const secrets = {
			OTEL_EXPORTER_OTLP_HEADERS: 'x-key=hunter2-hunter2',
			GLASSHOUSE_TOKEN: 'hunter2-hunter2-hunter2',
		};
		const json = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' };
		[whole, sampledOut, disabled] = await Promise.all([
			verify(['--self', '--otlp'], { ...env, ...json, ...secrets }),
			verify(['--otlp', '--no-schedule', ...SHORT], {
				...env,
				OTEL_TRACES_SAMPLER: 'traceidratio',
				OTEL_TRACES_SAMPLER_ARG: '0',
			}),
			verify(['--self'], { ...env, OTEL_SDK_DISABLED: 'true' }),
		]);
	});

	afterAll(() => folder.remove());

	test('the live store and a receiver have the run whole: spans, metrics and log lines', () => {
		expect({ code: whole.code, printed: whole.printed }).toMatchObject({ code: 0 });
		expect(whole.result).toMatchObject({ whole: true, run: { state: 'passed' } });
		for (const name of ['self', 'otlp']) {
			const { metrics, logs, missing, reasons } = whole.place(name);
			expect({ missing, reasons }).toEqual({ missing: [], reasons: [] });
			expect(metrics?.found).toHaveLength(metrics?.wanted ?? 0);
			expect(metrics?.found).toContain('http.server.request.duration');
			expect(logs).toEqual(['workflow started', 'workflow ended']);
		}
	});

	test('so is the run that the schedule started: a trace of its own, which begins there', () => {
		const { run, scheduled } = whole.result;
		expect(scheduled).toMatchObject({ state: 'passed' });
		expect(scheduled?.traceId).not.toBe(run?.traceId);
		for (const name of ['self', 'otlp']) {
			const { spans, metrics, logs, missing, reasons } = whole.place(name, 'schedule');
			expect({ missing, reasons }).toEqual({ missing: [], reasons: [] });
			const names = spans?.map((span) => span.name);
			expect(names).toContain('schedule check');
			expect(names).not.toContain('checks.run');
			expect(metrics).toBeNull();
			expect(logs).toEqual(['workflow started', 'workflow ended']);
		}
	});

	test('the schedule is left alone where that is asked for', () => {
		expect(sampledOut.result.scheduled).toBeNull();
		expect(sampledOut.result.places.map(({ trigger }) => trigger)).toEqual(['manual']);
		expect(sampledOut.printed).not.toContain('schedule,');
	});

	test('the trace goes on into the target, which reports to the receiver', () => {
		const services = (name: string) => new Set(whole.place(name).spans?.map(({ service }) => service));
		expect(services('self')).toEqual(new Set(['glasshouse']));
		expect(services('otlp')).toEqual(new Set(['glasshouse', 'glasshouse-verify-target']));
	});

	test('what goes on is told meanwhile, in plain lines; and never a secret', () => {
		for (const what of ['Starting Glasshouse', 'Running a check', 'Waiting for the schedule', 'Tidying up']) {
			expect(whole.printed).toMatch(new RegExp(`^ *\\d+ s  ${what}$`, 'm'));
		}
		expect(whole.printed).not.toContain('hunter2');
	});

	test('a sampler that keeps nothing is named; metrics and log lines come all the same', () => {
		const { metrics, logs, missing, reasons } = sampledOut.place('otlp');
		expect(sampledOut.code).toBe(1);
		expect(missing.map(({ kind }) => kind)).toEqual(['trace']);
		expect(reasons[0]).toMatchObject({ code: 'sampled_out' });
		expect(metrics?.found).toHaveLength(metrics?.wanted ?? 0);
		expect(logs).toHaveLength(2);
	});

	test('telemetry that is switched off is named', () => {
		expect(disabled.code).toBe(1);
		expect(disabled.place('self').reasons[0]).toMatchObject({ code: 'disabled' });
	});

	test('nothing is left behind', () => {
		expect(readdirSync(folder.path)).toEqual([]);
	});
});

test('SIGINT stops what was started, removes its folder, and is the exit code', async () => {
	const folder = temporaryFolder();
	const program = startVerify(['--self'], { TMPDIR: folder.path });
	await program.line(/Starting Glasshouse/);
	program.signal('SIGINT');
	expect({ code: await program.exited, printed: program.output() }).toMatchObject({ code: 130 });
	expect(readdirSync(folder.path)).toEqual([]);
	folder.remove();
});

test('a flag that makes no sense is refused in a line', async () => {
	const program = startVerify(['--jaeger', 'nowhere']);
	expect(await program.exited).toBe(2);
	expect(program.output()).toContain('verify:telemetry: --jaeger nowhere: expected a URL that begins with');
});

import { context, INVALID_SPAN_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { expect, test } from 'bun:test';
import { getTelemetry } from '../../telemetry/handle';
import type { LogLevel, LogSettings } from './config';
import { AppError } from './errors';
import { destinationsOf, type LogDestination } from './log/destinations';
import type { LogRecord } from './log/logLine';
import { createLogger } from './logger';
import { inRun } from './sessions/runContext';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

function capture(level: LogLevel = 'info', others: LogDestination[] = []) {
	const lines: string[] = [];
	const logger = createLogger([{ level, write: (line) => lines.push(line) }, ...others]);
	return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

test('a line has level, time and message, one line of JSON', () => {
	const { logger, lines, last } = capture();
	logger.info({ checkId: 'c1' }, 'Run\nstarted');
	expect(lines).toHaveLength(1);
	expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
	expect(last()).toMatchObject({ level: 'info', message: 'Run\nstarted', checkId: 'c1' });
	expect(new Date(String(last().time)).toISOString()).toBe(String(last().time));
	logger.debug('not wanted');
	expect(lines).toHaveLength(1);
});

test('each way out has a level of its own, and what none of them wants is not even made', () => {
	const taken: Record<string, string[]> = { warn: [], debug: [] };
	const ways = (['warn', 'debug'] as const).map((level) => ({
		level,
		write: (_line: string, { message }: LogRecord) => taken[level]?.push(String(message)),
	}));
	const { logger, lines } = capture('silent', ways);
	for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level](level);
	expect(taken).toEqual({
		warn: ['warn', 'error', 'fatal'],
		debug: ['debug', 'info', 'warn', 'error', 'fatal'],
	});
	expect(lines).toEqual([]);
	expect(logger.isLevelEnabled('trace')).toBe(false);
});

test('a line carries the ids and the flags of the active span', () => {
	const { logger, last } = capture();
	const span = trace.wrapSpanContext({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED });
	context.with(trace.setSpan(context.active(), span), () => logger.info('inside'));
	expect(last()).toMatchObject({ trace_id: TRACE_ID, span_id: SPAN_ID, trace_flags: '01' });
	logger.info('outside');
	expect(last()).not.toContainAnyKeys(['trace_id', 'span_id', 'trace_flags', 'run_id']);
});

test('a line of a trace that is not sampled says so', () => {
	const { logger, last } = capture();
	const span = trace.wrapSpanContext({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.NONE });
	context.with(trace.setSpan(context.active(), span), () => logger.info('inside'));
	expect(last()).toMatchObject({ trace_id: TRACE_ID, trace_flags: '00' });
});

test('no line names the span that stands for none', () => {
	const { logger, last } = capture();
	context.with(trace.setSpanContext(context.active(), INVALID_SPAN_CONTEXT), () => logger.info('inside'));
	expect(last()).not.toContainKey('trace_id');
});

test('a line inside a run carries its id, also where nothing is traced and after waiting', async () => {
	const { logger, lines } = capture();
	await inRun('run-1', async () => {
		await Bun.sleep(1);
		logger.child({ component: 'probe' }).info('deep inside');
	});
	for (const id of ['run-2', 'run-3']) inRun(id, () => logger.info('beside it'));
	const ids = lines.map((line) => (JSON.parse(line) as { run_id: string }).run_id);
	expect(ids).toEqual(['run-1', 'run-2', 'run-3']);
});

test('secrets are masked under their names, however deep, and in child bindings', () => {
	const { logger, lines } = capture();
	const child = logger.child({ token: 'secret-1', component: 'probe' });
	child.warn(
		{
			password: 'secret-2',
			Cookie: 'secret-3',
			request: { headers: { authorization: 'Bearer secret-4', 'x-api-key': 'secret-5', accept: '*/*' } },
			list: [{ deep: { set: { apiKey: 'secret-6' } } }],
			count: 3,
		},
		'called https://me:secret-7@example.org/ with Authorization: Bearer secret-8',
	);
	expect(lines[0]).not.toContain('secret-');
	expect(lines[0]).toContain('"accept":"*/*"');
	expect(lines[0]).toContain('"component":"probe"');
	expect(lines[0]).toContain('"count":3');
	expect(lines[0]).toContain('example.org');
});

test('an error is told with its causes and its id, without credentials and without the values of rows', () => {
	const { logger, last, lines } = capture();
	const cause = Object.assign(new Error('connect postgres://me:secret-1@db:5432/shop failed'), {
		code: 'ECONNREFUSED',
		detail: 'Key (name)=(secret-2) already exists.',
	});
	const error = new AppError('UNAVAILABLE', 'The database is away', { cause });
	logger.error({ err: error }, 'Could not read');
	expect(last().err).toMatchObject({
		type: 'AppError',
		message: 'The database is away',
		code: 'UNAVAILABLE',
		errorId: error.errorId,
		cause: { type: 'Error', code: 'ECONNREFUSED' },
	});
	expect(lines[0]).not.toContain('secret-');
	expect(lines[0]).toContain('db:5432/shop');
	logger.error({ err: 'thrown text' }, 'x');
	expect(last().err).toEqual({ type: 'string', message: 'thrown text' });
	logger.error({ err: undefined, error: Symbol('odd') }, 'x');
	expect(last().error).toEqual({ type: 'symbol', message: 'Symbol(odd)' });
	logger.error({ error: new AggregateError([new Error('one'), new Error('two')], 'all') }, 'x');
	expect(last().error).toMatchObject({ errors: [{ message: 'one' }, { message: 'two' }] });
});

test('what cannot be written as JSON does not break the log', () => {
	const { logger, lines, last } = capture();
	const circular: Record<string, unknown> = { a: 1 };
	circular.self = circular;
	logger.info({ circular, big: 10n, nothing: undefined }, 'odd');
	expect(last()).toMatchObject({ message: 'odd', circular: { a: 1 } });
	expect(lines).toHaveLength(1);
});

test('silent is silent', () => {
	const { logger, lines } = capture('silent');
	logger.error('nothing');
	expect(lines).toEqual([]);
});

test('the live store of the telemetry gets the line, masked, under its trace', () => {
	const telemetry = getTelemetry();
	if (telemetry === undefined) throw new Error('the tests are preloaded with telemetry.ts');
	const settings: LogSettings = { console: null, file: null, otlp: { level: 'warn' } };
	const logger = createLogger(destinationsOf(settings));
	const traceId = crypto.randomUUID().replaceAll('-', '');
	const span = trace.wrapSpanContext({ traceId, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED });
	context.with(trace.setSpan(context.active(), span), () => {
		logger.info('below the level of OTLP');
		inRun('r1', () => {
			logger.error({ err: new TypeError('odd'), password: 'x', sizes: [1, 2] }, 'Step failed');
		});
	});
	expect(telemetry.live.logs(traceId)).toMatchObject([
		{
			level: 'error',
			message: 'Step failed',
			traceId,
			spanId: SPAN_ID,
			traceFlags: TraceFlags.SAMPLED,
			attributes: {
				run_id: 'r1',
				password: '[masked]',
				sizes: '[1,2]',
				'exception.type': 'TypeError',
				'exception.message': 'odd',
			},
		},
	]);
});

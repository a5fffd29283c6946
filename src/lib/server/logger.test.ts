import { context, trace, TraceFlags } from '@opentelemetry/api';
import { expect, test } from 'bun:test';
import { getTelemetry } from '../../telemetry/handle';
import { AppError } from './errors';
import { createLogger } from './logger';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

function capture(logLevel: 'info' | 'silent' = 'info') {
	const lines: string[] = [];
	const logger = createLogger({ logLevel, logFormat: 'json' }, { write: (line) => lines.push(line) });
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

test('a line carries the ids of the active span', () => {
	const { logger, last } = capture();
	const span = trace.wrapSpanContext({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED });
	context.with(trace.setSpan(context.active(), span), () => logger.info('inside'));
	expect(last()).toMatchObject({ trace_id: TRACE_ID, span_id: SPAN_ID });
	logger.info('outside');
	expect(last()).not.toContainKey('trace_id');
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
	const { logger } = capture();
	const traceId = crypto.randomUUID().replaceAll('-', '');
	const span = trace.wrapSpanContext({ traceId, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED });
	context.with(trace.setSpan(context.active(), span), () =>
		logger.error({ err: new TypeError('odd'), runId: 'r1', password: 'x', sizes: [1, 2] }, 'Step failed'),
	);
	expect(telemetry.live.logs(traceId)).toMatchObject([
		{
			level: 'error',
			message: 'Step failed',
			traceId,
			spanId: SPAN_ID,
			attributes: {
				runId: 'r1',
				password: '[masked]',
				sizes: '[1,2]',
				'exception.type': 'TypeError',
				'exception.message': 'odd',
			},
		},
	]);
});

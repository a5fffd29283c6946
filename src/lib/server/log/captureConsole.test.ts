import { afterEach, expect, test } from 'bun:test';
import { createLogger } from '../logger';
import { captureConsole } from './captureConsole';
import type { LogRecord } from './logLine';

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;
const releases: (() => void)[] = [];
afterEach(() => releases.splice(0).forEach((release) => release()));

/** A console of its own, which keeps what it prints: the tests' own one stays as it is. */
function fakeConsole() {
	const printed: unknown[][] = [];
	const print = (...args: unknown[]) => void printed.push(args);
	const own = { ...Object.fromEntries(METHODS.map((method) => [method, print])), dir: print, table: print };
	return { printed, target: own as unknown as Console };
}

function captured(target: Console, write: (record: LogRecord) => void = () => {}) {
	const lines: LogRecord[] = [];
	const level = 'trace' as const;
	const logger = createLogger([
		{
			level,
			write: (_line, record) => {
				lines.push(record);
				write(record);
			},
		},
	]);
	releases.push(captureConsole(logger, target));
	return { lines, logger };
}

test('each method is a line of its level, once, and is not printed besides', () => {
	const { target, printed } = fakeConsole();
	const { lines } = captured(target);
	for (const method of METHODS) target[method](`said by ${method}`);
	expect(lines.map(({ level, message, logger }) => [level, message, logger])).toEqual([
		['info', 'said by log', 'console'],
		['info', 'said by info', 'console'],
		['warn', 'said by warn', 'console'],
		['error', 'said by error', 'console'],
		['debug', 'said by debug', 'console'],
		['trace', 'said by trace', 'console'],
	]);
	expect(printed).toEqual([]);
	expect(lines.at(-1)?.stack).toContain('captureConsole.test.ts');
});

test('the text is formatted as the console does it, and secrets are masked', () => {
	const { target } = fakeConsole();
	const { lines } = captured(target);
	target.log('%s of %d: %j', 'one', 2, { a: 1 }, 'and', ['more'], { deep: { er: true } });
	target.warn('called with token=%s', 'hunter2-hunter2');
	target.log();
	expect(lines.map(({ message }) => message)).toEqual([
		`one of 2: {"a":1} and [ 'more' ] { deep: { er: true } }`,
		'called with token=[masked]',
		'',
	]);
});

test('an error keeps its type and its stack', () => {
	const { target } = fakeConsole();
	const { lines } = captured(target);
	target.error('Could not connect:', new RangeError('too far'));
	expect(lines).toMatchObject([
		{ message: 'Could not connect: RangeError: too far', err: { type: 'RangeError', message: 'too far' } },
	]);
});

test('what draws for people is left alone', () => {
	const { target, printed } = fakeConsole();
	const { lines } = captured(target);
	target.dir({ a: 1 });
	target.table([1]);
	expect(printed).toEqual([[{ a: 1 }], [[1]]]);
	expect(lines).toEqual([]);
});

test('a second capture, as of a hot reload, takes the place of the first', () => {
	const { target, printed } = fakeConsole();
	const first = captured(target);
	const patched = target.log;
	const second = captured(target);
	target.log('once');
	expect(target.log).toBe(patched);
	expect(first.lines).toEqual([]);
	expect(second.lines).toHaveLength(1);
	expect(printed).toEqual([]);
});

test('a way out that speaks on the console itself does not call itself', () => {
	const { target, printed } = fakeConsole();
	const { lines, logger } = captured(target, ({ message }) => target.warn(`odd line: ${String(message)}`));
	target.log('from outside');
	logger.info('from inside');
	expect(lines.map(({ message }) => message)).toEqual(['from outside', 'from inside']);
	expect(printed).toEqual([['odd line: from outside'], ['odd line: from inside']]);
});

test('what cannot be told is printed, and its caller hears of nothing', () => {
	const { target, printed } = fakeConsole();
	const { lines } = captured(target);
	const odd = {
		get [Symbol.toStringTag](): string {
			throw new Error('no name');
		},
	};
	target.log('%s', odd);
	expect(printed.length + lines.length).toBe(1);
});

test('a way out that fails lets the console have it', () => {
	const { target, printed } = fakeConsole();
	captured(target, () => {
		throw new Error('the way out is closed');
	});
	target.log('kept');
	expect(printed).toEqual([['kept']]);
});

test('a console that is let go of prints as before', () => {
	const { target, printed } = fakeConsole();
	const { lines } = captured(target);
	releases.splice(0).forEach((release) => release());
	target.log('free');
	expect(printed).toEqual([['free']]);
	expect(lines).toEqual([]);
});

test('levels that nobody wants cost no formatting', () => {
	const { target, printed } = fakeConsole();
	const logger = createLogger([{ level: 'warn', write: () => undefined }]);
	releases.push(captureConsole(logger, target));
	let formatted = false;
	target.log('%s', {
		toString: () => {
			formatted = true;
			return 'x';
		},
	});
	expect(formatted).toBe(false);
	expect(printed).toEqual([]);
});

test('the patched methods keep their names', () => {
	const { target } = fakeConsole();
	captured(target);
	expect(METHODS.map((method) => target[method].name)).toEqual([...METHODS]);
});

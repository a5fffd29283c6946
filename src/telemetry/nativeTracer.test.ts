import { afterEach, expect, test } from 'bun:test';
import { nativeTracerEnabled } from './nativeTracer';

const own = Object.getOwnPropertyDescriptor(Bun, 'otel');

function pretend(otel: unknown): void {
	Object.defineProperty(Bun, 'otel', { value: otel, configurable: true });
}

afterEach(() => {
	if (own === undefined) Reflect.deleteProperty(Bun, 'otel');
	else Object.defineProperty(Bun, 'otel', own);
});

test('this Bun has none', () => {
	expect(nativeTracerEnabled()).toBe(false);
});

const cases: [string, unknown, boolean][] = [
	['one that is on', { enabled: true }, true],
	[
		'one that tells so by a getter',
		{
			get enabled() {
				return true;
			},
		},
		true,
	],
	['one that is off', { enabled: false }, false],
	['one that says something else', { enabled: 'yes' }, false],
	['something else of that name', {}, false],
	['null', null, false],
	['a function', () => true, false],
];
for (const [what, otel, enabled] of cases) {
	test(`${what}: ${enabled ? 'is in charge' : 'is not in charge'}`, () => {
		pretend(otel);
		expect(nativeTracerEnabled()).toBe(enabled);
	});
}

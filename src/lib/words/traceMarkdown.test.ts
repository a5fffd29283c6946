import { expect, test } from 'bun:test';
import { makeSpan, nano } from '$trace/traceFixture';
import { buildTree } from '$trace/tree';
import { traceMarkdown } from './traceMarkdown';

const address = 'http://localhost/traces/4bf9';

test('a trace as Markdown', () => {
	const tree = buildTree([
		makeSpan('GET /x', null, 0, 120, { kind: 'server' }),
		makeSpan('work_*', 'GET /x', 10, null, { status: { code: 'error', message: 'no\nluck' } }),
	]);
	const logs = [
		{
			timeUnixNano: nano(1),
			level: 'warn',
			message: '<b>',
			traceId: null,
			spanId: null,
			attributes: {},
		} as const,
	];
	const repeats = [{ parentSpanId: 'a', name: 'SELECT', spanIds: ['1', '2'], totalMs: 12 }];
	expect(traceMarkdown({ tree, repeats, logs, address, nowMs: 200 })).toBe(
		`## GET /x, 120 ms

Trace \`4bf92f3577b34da6a3ce929d0e0e4736\`, 2 spans, 1 error: <http://localhost/traces/4bf9>

### Errors
- work\\_\\*: no luck

### Repeated queries
- SELECT: 2 times, 12 ms

### Spans
- GET /x (glasshouse): 120 ms
  - work\\_\\* (glasshouse): 190 ms so far, **failed**

### Logs
- warn: \\<b\\>
`,
	);
});

test('of many spans the first are told, and how many more there are', () => {
	const spans = Array.from({ length: 250 }, (_, at) => makeSpan(`${at}`, null, at, at + 1));
	const told = traceMarkdown({ tree: buildTree(spans), repeats: [], logs: [], address, nowMs: 0 });
	expect(told).toContain('- and 50 more');
	expect(told).not.toContain('249 (');
});

test('no spans', () => {
	expect(traceMarkdown({ tree: buildTree([]), repeats: [], logs: [], address, nowMs: 0 })).toContain(
		'No spans',
	);
});

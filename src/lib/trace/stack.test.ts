import { expect, test } from 'bun:test';
import { stackLines } from './stack';

const frames = (stack: string) =>
	stackLines(stack).map(({ frame }) =>
		frame === null
			? null
			: `${frame.functionName}|${frame.file}|${frame.line}|${frame.column}|${frame.origin}`,
	);

const cases: [what: string, line: string, frame: string | null][] = [
	['a named frame', 'at load (/app/src/routes/+page.ts:12:7)', 'load|/app/src/routes/+page.ts|12|7|own'],
	['one without a name', 'at file:///app/build/index.js:3:1', '|/app/build/index.js|3|1|own'],
	[
		'an awaited one',
		'at async Pool.query (/app/node_modules/pg/pool.js:45:11)',
		'Pool.query|/app/node_modules/pg/pool.js|45|11|dependency',
	],
	['a method with an alias', 'at Foo.bar [as baz] (/app/x.ts:1:2)', 'Foo.bar [as baz]|/app/x.ts|1|2|own'],
	['native code', 'at map (native)', 'map|native|null|null|native'],
	['a module of the runtime', 'at emit (node:events:519:28)', 'emit|node:events|519|28|native'],
	['JavaScriptCore', 'handle@/app/a.js:5:9', 'handle|/app/a.js|5|9|own'],
	[
		'a Windows path',
		'at run (C:\\app\\node_modules\\x\\y.js:1:2)',
		'run|C:\\app\\node_modules\\x\\y.js|1|2|dependency',
	],
	['a message', 'TypeError: nothing at all', null],
	['an address in a message', 'Error: mail me@example.com', null],
];
for (const [what, line, frame] of cases) test(what, () => expect(frames(line)).toEqual([frame]));

test('a whole stack, message first; a long one is cut', () => {
	expect(frames('Error: no\n    at a (/x.ts:1:1)\n\n    at b (/y.ts:2:2)\n')).toEqual([
		null,
		'a|/x.ts|1|1|own',
		'b|/y.ts|2|2|own',
	]);
	expect(stackLines('at a (/x.ts:1:1)\n'.repeat(1000))).toHaveLength(200);
});

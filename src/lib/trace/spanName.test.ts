import { expect, test } from 'bun:test';
import { spanName } from './spanName';
import { makeSpan } from './traceFixture';
import type { Attributes } from './wire';

const cases: [string, Attributes, string][] = [
	['sveltekit.handle.root', {}, 'handle'],
	['sveltekit.handle.sequenced.authenticate', {}, 'hook authenticate'],
	['sveltekit.resolve', {}, 'resolve'],
	[
		'sveltekit.load',
		{ 'sveltekit.load.node_id': 'src/routes/checks/[id]/+page.server.ts' },
		'load /checks/[id]',
	],
	['sveltekit.load', { 'sveltekit.load.node_id': 'src/routes/+layout.server.ts' }, 'load layout /'],
	['sveltekit.load', { 'sveltekit.load.node_id': 'unknown' }, 'load'],
	['sveltekit.form_action', { 'sveltekit.form_action.name': 'cancel' }, 'action cancel'],
	['sveltekit.form_action', {}, 'action'],
	[
		'sveltekit.remote.call',
		{ 'sveltekit.remote.call.id': '1a2b3c/listChecks' },
		'remote function listChecks',
	],
	['sveltekit.something.new', {}, 'sveltekit.something.new'],
	['first_byte', {}, 'first byte'],
	['SELECT checks', { 'sveltekit.load.node_id': 'x' }, 'SELECT checks'],
];
test('a request is told with its host, a statement is not', () => {
	const attributes = { 'server.address': 'shop.example.com', 'http.request.method': 'GET' };
	expect(spanName(makeSpan('GET', null, 0, 1, { kind: 'client', attributes }))).toBe('GET shop.example.com');
	expect(spanName(makeSpan('BEGIN', null, 0, 1, { kind: 'client', attributes }))).toBe('BEGIN');
	expect(spanName(makeSpan('SELECT checks', null, 0, 1, { kind: 'client', attributes }))).toBe(
		'SELECT checks',
	);
});

for (const [name, attributes, words] of cases)
	test(`${name} is “${words}”`, () =>
		expect(spanName(makeSpan(name, null, 0, 1, { attributes }))).toBe(words));

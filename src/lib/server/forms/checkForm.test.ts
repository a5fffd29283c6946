import { describe, expect, test } from 'bun:test';
import { checkFormValues, EMPTY_CHECK_FORM, readCheckForm } from './checkForm';
import type { Check } from '../checks/model';

function form(fields: Record<string, string>): FormData {
	const data = new FormData();
	const filled = {
		...EMPTY_CHECK_FORM,
		enabled: 'on',
		name: 'Shop',
		url: 'https://shop.example/',
		...fields,
	};
	for (const [name, value] of Object.entries(filled)) data.set(name, value);
	return data;
}

describe('readCheckForm', () => {
	test('the least that is needed gives the defaults', () => {
		expect(readCheckForm(form({})).input).toEqual({
			name: 'Shop',
			url: 'https://shop.example/',
			method: 'GET',
			headers: {},
			body: null,
			intervalSeconds: 60,
			timeoutMs: 10_000,
			retries: 0,
			expect: {},
			webhookUrl: null,
			enabled: true,
		});
	});

	test('every field arrives', () => {
		const { input, errors } = readCheckForm(
			form({
				method: 'POST',
				headers: 'accept: application/json\r\n\r\nX-Note:  a: b ',
				body: '{"a":1}',
				intervalSeconds: '',
				timeoutMs: '2500',
				retries: '2',
				status: '200 - 204',
				maxDurationMs: '800',
				bodyContains: ' ok',
				jsonPath: '$.state',
				jsonEquals: '"up"',
				certificateDays: '14',
				webhookUrl: 'https://hooks.example/in',
			}),
		);
		expect(errors).toBeNull();
		expect(input).toMatchObject({
			method: 'POST',
			headers: { accept: 'application/json', 'X-Note': 'a: b' },
			body: '{"a":1}',
			intervalSeconds: null,
			timeoutMs: 2500,
			retries: 2,
			expect: {
				status: '200-204',
				maxDurationMs: 800,
				bodyContains: ' ok',
				jsonPath: { path: '$.state', equals: 'up' },
				certificateDays: 14,
			},
			webhookUrl: 'https://hooks.example/in',
		});
	});

	test('an unticked box is off', () => {
		const data = form({});
		data.delete('enabled');
		expect(readCheckForm(data).input?.enabled).toBe(false);
	});

	const wrong: [string, Record<string, string>, string][] = [
		['a name of spaces', { name: '  ' }, 'name'],
		['an address of another scheme', { url: 'ftp://shop.example/' }, 'url'],
		['a secret in the address', { url: 'https://me:secret@shop.example/' }, 'url'],
		['an unknown method', { method: 'BREW' }, 'method'],
		['a header without a colon', { headers: 'accept' }, 'headers'],
		['a header given twice', { headers: 'a: 1\nA: 2' }, 'headers'],
		['a header that the probe writes', { headers: 'Host: other' }, 'headers'],
		['too often', { intervalSeconds: '5' }, 'intervalSeconds'],
		['a timeout that is no number', { timeoutMs: 'soon' }, 'timeoutMs'],
		['too many retries', { retries: '6' }, 'retries'],
		['half a retry', { retries: '0.5' }, 'retries'],
		['a status that is none', { status: '2xx' }, 'status'],
		['a range the wrong way', { status: '299-200' }, 'status'],
		['a negative duration', { maxDurationMs: '-1' }, 'maxDurationMs'],
		['a path without a value', { jsonPath: '$.a' }, 'jsonEquals'],
		['a value without a path', { jsonEquals: '1' }, 'jsonPath'],
		['a value that is not JSON', { jsonPath: '$.a', jsonEquals: 'up' }, 'jsonEquals'],
		['a value that is no scalar', { jsonPath: '$.a', jsonEquals: '[1]' }, 'jsonEquals'],
		['a webhook that is no address', { webhookUrl: 'hooks' }, 'webhookUrl'],
	];
	for (const [what, fields, field] of wrong) {
		test(`${what} is told beside its field, and what was typed is kept`, () => {
			const { input, errors, values } = readCheckForm(form(fields));
			expect(input).toBeNull();
			expect(Object.keys(errors ?? {})).toEqual([field]);
			expect(values).toMatchObject(fields);
		});
	}

	test('a file where text is expected is not text', () => {
		const data = form({});
		data.set('name', new File(['x'], 'x.txt'));
		expect(Object.keys(readCheckForm(data).errors ?? {})).toEqual(['name']);
	});
});

test('a check survives the way through the form', () => {
	const { input } = readCheckForm(
		form({ headers: 'a: 1\nb: 2', status: '204', jsonPath: '$.n', jsonEquals: 'null', body: 'x\ny' }),
	);
	if (input === null) throw new Error('expected a check');
	const check: Check = {
		...input,
		id: crypto.randomUUID(),
		state: 'waiting',
		stateSince: null,
		nextDueAt: null,
		createdAt: '2026-11-21T12:00:00.000Z',
		updatedAt: '2026-11-21T12:00:00.000Z',
	};
	const again = new FormData();
	for (const [name, value] of Object.entries(checkFormValues(check))) again.set(name, String(value));
	expect(readCheckForm(again).input).toEqual(input);
});

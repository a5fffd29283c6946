import { describe, expect, test } from 'bun:test';
import type { Parcel } from '../parcel';
import { fromFile, keyOf, nameOf, parseName, toFile } from './file';

const PARCEL: Parcel = {
	signal: 'logs',
	protocol: 'http/json',
	encoding: 'gzip',
	items: 7,
	body: Uint8Array.from([1, 10, 2, 0, 255, 10]),
};
const write = (parcel = PARCEL) => new Uint8Array(toFile(parcel, 'http://c:4318/v1/logs'));

describe('a spooled file', () => {
	test('gives back the parcel that it was made of', () => {
		expect(fromFile(write())).toEqual(PARCEL);
		const empty = { ...PARCEL, body: new Uint8Array() };
		expect(fromFile(write(empty))).toEqual(empty);
	});

	test('is nothing where a byte of it is missing, changed or too much', () => {
		const file = write();
		for (let length = 0; length < file.length; length++)
			expect(fromFile(file.slice(0, length))).toBeUndefined();
		expect(fromFile(Uint8Array.from([...file, 0]))).toBeUndefined();
		const body = file.length - PARCEL.body.length;
		for (let at = body; at < file.length; at++) {
			const changed = file.slice();
			changed[at] = (changed[at] ?? 0) ^ 1;
			expect(fromFile(changed)).toBeUndefined();
		}
	});

	test('is nothing where it is of another kind, or of a later version', () => {
		const text = new TextDecoder('latin1').decode(write());
		const changes: [string, string][] = [
			['"v":1', '"v":2'],
			['"logs"', '"gols"'],
			['http/json', 'http/grpc'],
			['"items":7', '"items":""'],
			['{', '['],
		];
		for (const [from, to] of changes) {
			expect(text).toContain(from);
			expect(fromFile(new Uint8Array(Buffer.from(text.replace(from, to), 'latin1')))).toBeUndefined();
		}
		expect(fromFile(new Uint8Array(Buffer.from('null\n')))).toBeUndefined();
	});
});

describe('its name', () => {
	test('tells what is in it', () => {
		const name = nameOf('000000000012', PARCEL);
		expect(parseName(name)).toEqual({ signal: 'logs', items: 7, isHalf: false });
		expect(parseName(`${name}.half`)).toEqual({ signal: 'logs', items: 7, isHalf: true });
		expect(keyOf(nameOf('000000000012ab', PARCEL))).toBe('000000000012ab');
		for (const other of ['', 'x.otlp', '000000000012-logs.otlp', `${name}.other`, `../${name}`]) {
			expect(parseName(other)).toBeUndefined();
		}
	});

	test('sorts a parcel before its successor, also where it was split', () => {
		const names = ['000000000001', '000000000001a', '000000000001ab', '000000000001b', '000000000002'].map(
			(key) => nameOf(key, PARCEL),
		);
		expect(names.toSorted()).toEqual(names);
	});
});

import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signal } from '../../../health/types';
import type { Parcel } from '../parcel';
import { Spool } from './spool';

let directory: string;
const open: Spool[] = [];

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'glasshouse-spool-'));
});

afterEach(async () => {
	await Promise.all(open.splice(0).map((spool) => spool.close()));
	rmSync(directory, { recursive: true });
});

function start(maxBytes = 1e6): Spool {
	const spool = Spool.open({ directory, maxBytes });
	open.push(spool);
	return spool;
}

function parcel(items: number, signal: Signal = 'traces'): Parcel {
	return { signal, protocol: 'http/protobuf', encoding: 'none', items, body: new Uint8Array(items) };
}

const write = (spool: Spool, one: Parcel, key = spool.nextKey()) =>
	spool.write(one, key, 'http://c/v1/traces');

/** What a spool gives, one after the other, until it is empty. */
async function drain(spool: Spool, signal: Signal = 'traces'): Promise<(number | undefined)[]> {
	const found: (number | undefined)[] = [];
	for (let entry = spool.oldest(signal); entry !== undefined; entry = spool.oldest(signal)) {
		found.push((await spool.read(entry))?.items);
		await spool.remove(entry);
	}
	return found;
}

/** Takes over what is there. */
function adopt(spool: Spool): Promise<ReadonlyMap<Signal, number>> {
	return new Promise((resolve) => spool.watch(resolve));
}

describe('a spool', () => {
	test('gives back what it was given, the oldest first, each signal for itself', async () => {
		const spool = start();
		await Promise.all([write(spool, parcel(1)), write(spool, parcel(9, 'logs')), write(spool, parcel(2))]);
		expect(spool.usage('traces')).toMatchObject({ items: 3 });
		expect(spool.holds('metrics')).toBe(false);
		expect(await drain(spool)).toEqual([1, 2]);
		expect(await drain(spool, 'logs')).toEqual([9]);
		expect(spool.usage('traces')).toEqual({ items: 0, bytes: 0 });
		expect(spool.holds('traces')).toBe(false);
	});

	test('goes by when a parcel was made, not by when it came', async () => {
		const spool = start();
		const [first, second, third] = [spool.nextKey(), spool.nextKey(), spool.nextKey()];
		await write(spool, parcel(3), third);
		await write(spool, parcel(1), first);
		await write(spool, parcel(2), second);
		expect(await drain(spool)).toEqual([1, 2, 3]);
	});

	test('says that it holds something before it is written', async () => {
		const spool = start();
		const writing = write(spool, parcel(1));
		expect(spool.holds('traces')).toBe(true);
		expect(spool.oldest('traces')).toBeUndefined();
		await writing;
		expect(spool.oldest('traces')).toBeDefined();
	});

	test('refuses what is too much, over all signals together', async () => {
		const spool = start(2_000);
		const results = await Promise.all([
			write(spool, parcel(700)),
			write(spool, parcel(700, 'logs')),
			write(spool, parcel(700, 'metrics')),
		]);
		expect(results).toEqual([undefined, undefined, 'the spool is full: it may hold 2000 bytes']);
		await drain(spool);
		expect(await write(spool, parcel(700, 'metrics'))).toBeUndefined();
	});

	test('says why it cannot write, and goes on when it can', async () => {
		const spool = start();
		const [folder = ''] = readdirSync(directory).filter((name) => !name.endsWith('.lock'));
		rmSync(join(directory, folder), { recursive: true });
		writeFileSync(join(directory, folder), 'in the way');
		expect(await write(spool, parcel(1))).toMatch(/^the spool cannot be written: /);
		expect(spool.usage('traces')).toEqual({ items: 0, bytes: 0 });
		expect(spool.holds('traces')).toBe(false);
		rmSync(join(directory, folder));
	});

	test('puts the halves of a parcel where it was', async () => {
		const spool = start();
		await write(spool, parcel(4));
		await write(spool, parcel(9));
		const entry = spool.oldest('traces');
		if (entry === undefined) throw new Error('Nothing was written');
		expect(await spool.replace(entry, [parcel(1), parcel(3)], 'http://c')).toBe(true);
		expect(spool.usage('traces').items).toBe(13);
		expect(await drain(spool)).toEqual([1, 3, 9]);
	});
});

describe('several spools in a directory', () => {
	test('never see what a living one has', async () => {
		const one = start();
		await write(one, parcel(1));
		const two = start();
		await adopt(two);
		expect(two.oldest('traces')).toBeUndefined();
		expect(await drain(one)).toEqual([1]);
	});

	test('take over what one has left, the oldest first, before their own', async () => {
		for (const items of [1, 2]) {
			const left = start();
			await write(left, parcel(items));
			await left.close();
			await Bun.sleep(2);
		}
		const spool = start();
		await write(spool, parcel(3));
		expect(await adopt(spool)).toEqual(new Map());
		expect(spool.usage('traces').items).toBe(6);
		expect(await drain(spool)).toEqual([1, 2, 3]);
		await spool.close();
		expect(readdirSync(directory)).toEqual([]);
	});

	test('take over what one leaves while they live', async () => {
		const mortal = start();
		await write(mortal, parcel(5));
		const spool = Spool.open({ directory, maxBytes: 1e6, adoptEveryMs: 5 });
		open.push(spool);
		let looked = 0;
		spool.watch(() => looked++);
		while (looked < 3) await Bun.sleep(1);
		expect(spool.holds('traces')).toBe(false);
		await mortal.close();
		while (!spool.holds('traces')) await Bun.sleep(1);
		expect(await drain(spool)).toEqual([5]);
	});

	test('take it over once, whoever comes first', async () => {
		const left = start();
		for (let items = 1; items <= 20; items++) await write(left, parcel(items));
		await left.close();
		const several = Array.from({ length: 6 }, () => start());
		await Promise.all(several.map(adopt));
		const found = (await Promise.all(several.map((spool) => drain(spool)))).flat();
		expect(found).toHaveLength(20);
		expect(new Set(found).size).toBe(20);
	});

	test('count what was half written when its process died, and clear it away', async () => {
		const left = start();
		await write(left, parcel(1));
		await left.close();
		const [folder = ''] = readdirSync(directory).filter((name) => !name.endsWith('.lock'));
		writeFileSync(join(directory, folder, '000000000002-logs-30.otlp.half'), 'half of i');
		writeFileSync(join(directory, folder, '000000000003-logs-4.otlp.half'), '');
		const spool = start();
		expect(await adopt(spool)).toEqual(new Map([['logs', 34]]));
		expect(readdirSync(join(directory, folder))).toEqual(['000000000001-traces-1.otlp']);
		expect(await drain(spool)).toEqual([1]);
	});

	test('clear away locks and folders that hold nothing', async () => {
		writeFileSync(join(directory, '1700000000000-host-1-0123abcd.lock'), '');
		const left = start();
		await write(left, parcel(1));
		const spool = start();
		await drain(left);
		await left.close();
		await adopt(spool);
		await spool.close();
		expect(readdirSync(directory)).toEqual([]);
	});

	test('leave alone what is not theirs', async () => {
		writeFileSync(join(directory, 'README'), 'keep me');
		const spool = start();
		await adopt(spool);
		await spool.close();
		expect(readdirSync(directory)).toEqual(['README']);
	});
});

describe('a directory', () => {
	test.skipIf(process.getuid?.() === 0)('that may not be written is refused by name', () => {
		chmodSync(directory, 0o500);
		expect(() => Spool.open({ directory, maxBytes: 1e6 })).toThrow(/^GLASSHOUSE_OTLP_SPOOL_DIR=/);
		chmodSync(directory, 0o700);
	});

	test('that is a file is refused by name', () => {
		const path = join(directory, 'file');
		writeFileSync(path, '');
		expect(() => Spool.open({ directory: path, maxBytes: 1e6 })).toThrow(/^GLASSHOUSE_OTLP_SPOOL_DIR=/);
	});

	test('that is not there yet is made', async () => {
		const spool = Spool.open({ directory: join(directory, 'a', 'b'), maxBytes: 1e6 });
		await spool.close();
		expect(readdirSync(join(directory, 'a'))).toEqual(['b']);
	});
});

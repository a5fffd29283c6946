import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileLock } from './lock';

setDefaultTimeout(60_000);

const directory = mkdtempSync(join(tmpdir(), 'glasshouse-lock-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Takes a lock in a process of its own, which holds it until it is killed. */
async function lockElsewhere(path: string) {
	const code = `
		import { FileLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
		globalThis.lock = FileLock.take(${JSON.stringify(path)});
		console.log(lock === undefined ? 'busy' : 'taken');
		setInterval(() => undefined, 1000);
	`;
	const child = Bun.spawn([process.execPath, '-e', code], { stdout: 'pipe', stderr: 'inherit' });
	const { value } = await child.stdout.getReader().read();
	return { child, said: new TextDecoder().decode(value).trim() };
}

test('is held by one only, also within a process, and leaves no file behind', () => {
	const path = join(directory, 'one');
	const lock = FileLock.take(path);
	expect(lock?.isValid).toBe(true);
	expect(FileLock.take(path)).toBeUndefined();
	expect(readdirSync(directory)).toEqual(['one']);
	lock?.release(false);
	const again = FileLock.take(path);
	expect(again).toBeDefined();
	again?.release(true);
	expect(readdirSync(directory)).toEqual([]);
});

test('is held against other processes, until its own is killed', async () => {
	const path = join(directory, 'two');
	const { child, said } = await lockElsewhere(path);
	expect(said).toBe('taken');
	expect(FileLock.take(path)).toBeUndefined();
	child.kill('SIGKILL');
	await child.exited;
	const lock = FileLock.take(path);
	expect(lock).toBeDefined();
	expect(FileLock.take(path)).toBeUndefined();
	const second = await lockElsewhere(path);
	expect(second.said).toBe('busy');
	second.child.kill('SIGKILL');
	await second.child.exited;
	lock?.release(true);
	expect(readdirSync(directory)).toEqual([]);
});

test('is not valid where its file was taken for a leftover', () => {
	const path = join(directory, 'three');
	const lock = FileLock.take(path);
	unlinkSync(path);
	expect(lock?.isValid).toBe(false);
	lock?.release(false);
});

test('says so where a file cannot be made', () => {
	expect(() => FileLock.take(join(directory, 'missing', 'four'))).toThrow();
});

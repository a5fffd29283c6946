import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RotatingFile } from './rotatingFile';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

function newPath(): { folder: string; path: string } {
	const folder = mkdtempSync(join(tmpdir(), 'glasshouse-log-'));
	folders.push(folder);
	return { folder, path: join(folder, 'deep', 'app.log') };
}

test('makes its folder, and goes on where an earlier process stopped', () => {
	const { path } = newPath();
	for (const line of ['one\n', 'two\n']) {
		const file = new RotatingFile(path, 1000);
		file.write(line);
		file.close();
	}
	expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
});

test('every line is in the file as soon as it was written', () => {
	const { path } = newPath();
	const file = new RotatingFile(path, 1000);
	file.write('at once\n');
	expect(readFileSync(path, 'utf8')).toBe('at once\n');
	file.close();
});

test('stays within its size, keeps so many older files, and loses no line of those', () => {
	const { path } = newPath();
	const file = new RotatingFile(path, 100, 2);
	for (let n = 100; n < 160; n += 1) file.write(`line ${n}\n`);
	file.close();
	const names = readdirSync(join(path, '..')).sort();
	expect(names).toEqual(['app.log', 'app.log.1', 'app.log.2']);
	for (const name of names) expect(statSync(join(path, '..', name)).size).toBeLessThanOrEqual(100);
	const kept = [`${path}.2`, `${path}.1`, path].map((each) => readFileSync(each, 'utf8')).join('');
	const lines = kept.trim().split('\n');
	expect(lines.at(-1)).toBe('line 159');
	expect(lines).toEqual(Array.from({ length: lines.length }, (_, at) => `line ${160 - lines.length + at}`));
});

test('counts bytes, and what a file held before', () => {
	const { path } = newPath();
	const first = new RotatingFile(path, 20);
	first.write('ä'.repeat(9));
	first.close();
	const again = new RotatingFile(path, 20);
	again.write('ä'.repeat(2));
	again.close();
	expect(readFileSync(`${path}.1`, 'utf8')).toBe('ä'.repeat(9));
	expect(readFileSync(path, 'utf8')).toBe('ää');
});

test('a line that is longer than a file may be stands alone', () => {
	const { path } = newPath();
	const file = new RotatingFile(path, 10);
	for (const line of ['short\n', `${'long '.repeat(10)}\n`, 'after\n']) file.write(line);
	file.close();
	expect(readFileSync(`${path}.2`, 'utf8')).toBe('short\n');
	expect(readFileSync(path, 'utf8')).toBe('after\n');
});

test('begins anew where it cannot be moved aside', () => {
	const { path } = newPath();
	const file = new RotatingFile(path, 10);
	file.write('12345678\n');
	// A folder that is not empty stands where the file should go: it cannot be replaced.
	const inTheWay = new RotatingFile(`${path}.1/file`, 10);
	inTheWay.write('x');
	inTheWay.close();
	file.write('after\n');
	expect(readFileSync(path, 'utf8')).toBe('after\n');
	file.close();
});

test('says so where it cannot be made', () => {
	expect(() => new RotatingFile('/proc/no/such/file.log', 10).prepare()).toThrow(/ENOENT|EACCES|EPERM/);
});

import { expect, test } from 'bun:test';
import { cpuMs, parentNamed, residentBytes, treeCpuMs } from './processes';

const hasProc = process.platform === 'linux';

test.if(hasProc)('a process uses what it says itself', () => {
	const self = process.cpuUsage();
	const ownMs = (self.user + self.system) / 1000;
	expect(cpuMs(process.pid)).toBeWithin(ownMs - 30, ownMs + 1000);
	expect(residentBytes(process.pid)).toBeGreaterThan(10_000_000);
});

test.if(hasProc)('what a child has used counts for the tree, also when it has ended', async () => {
	const before = treeCpuMs(process.pid) ?? NaN;
	const busy = 'const end = performance.now() + 300; while (performance.now() < end);';
	const child = Bun.spawn([process.execPath, '-e', busy]);
	await child.exited;
	const used = child.resourceUsage()?.cpuTime.total ?? 0n;
	expect((treeCpuMs(process.pid) ?? NaN) - before).toBeGreaterThanOrEqual(Number(used) / 1000 - 30);
});

test('of a process that is not there nothing is told', () => {
	expect(cpuMs(2 ** 30)).toBeNull();
	expect(residentBytes(2 ** 30)).toBeNull();
	expect(treeCpuMs(2 ** 30)).toBeNull();
	expect(parentNamed(2 ** 30, 'postgres')).toBeNull();
});

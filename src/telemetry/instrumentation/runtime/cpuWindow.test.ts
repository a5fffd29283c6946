import { expect, test } from 'bun:test';
import { CpuWindow } from './cpuWindow';

const MINUTE = 60_000;
const at = (seconds: number, user: number, system: number) => ({
	atMs: seconds * 1e3,
	user: user * 1e6,
	system: system * 1e6,
});

test('one reader gets the share since its last reading', () => {
	const window = new CpuWindow(MINUTE, 2);
	expect(window.share(at(0, 5, 1))).toBeUndefined();
	expect(window.share(at(60, 65, 7))).toEqual({ user: 0.5, system: 0.05 });
	expect(window.share(at(120, 65, 7))).toEqual({ user: 0, system: 0 });
	expect(window.share(at(420, 365, 7))).toEqual({ user: 0.5, system: 0 });
});

test('a reader in a hurry does not shorten the window of the others, nor grow the memory', () => {
	const window = new CpuWindow(MINUTE, 1);
	window.share(at(0, 0, 0));
	window.share(at(30, 30, 0));
	for (let i = 1; i < 3_000; i += 1) window.share(at(30 + i / 100, 30, 0));
	expect(window.share(at(60, 30, 0))).toEqual({ user: 0.5, system: 0 });
	expect(window.share(at(95, 30, 0))).toEqual({ user: 0, system: 0 });
	expect(Object.values(window).flat().length).toBeLessThan(70);
});

test('two readings at the same moment are no division by zero', () => {
	const window = new CpuWindow(MINUTE, 1);
	window.share(at(1, 1, 1));
	expect(window.share(at(1, 1, 1))).toBeUndefined();
});

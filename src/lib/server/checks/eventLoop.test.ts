import { describe, expect, test } from 'bun:test';
import { watchEventLoop } from './eventLoop';

/** @returns how long it really took: on a busy machine it may be longer than asked */
function block(ms: number): number {
	const start = performance.now();
	while (performance.now() < start + ms);
	return performance.now() - start;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the longest stand-still', () => {
	test('of a busy block is told right after it, before the ticker has fired', () => {
		const watch = watchEventLoop();
		block(150);
		expect(watch.stop()).toBeGreaterThan(139);
	});

	test('is the longest one, not the sum nor the last', async () => {
		const watch = watchEventLoop();
		const blocks: number[] = [];
		for (const ms of [60, 160, 60]) {
			blocks.push(block(ms));
			await turn();
			watch.longestMs();
		}
		const sum = blocks.reduce((all, ms) => all + ms, 0);
		expect(watch.stop()).toBeWithin(Math.max(...blocks) - 11, sum);
	});

	test('counts from where a watch began', async () => {
		const early = watchEventLoop();
		block(150);
		const late = watchEventLoop();
		await turn();
		expect(late.stop()).toBeLessThan(139);
		expect(early.stop()).toBeGreaterThan(139);
	});

	test('of a process that was stopped by a signal is seen, by whoever looks first', async () => {
		const program = `
			import { watchEventLoop } from ${JSON.stringify(import.meta.dir + '/eventLoop.ts')};
			const watch = watchEventLoop();
			process.stdout.write('watching\\n');
			process.stdin.once('data', () => process.stdout.write(watch.stop() + '\\n'));
			process.stdin.once('data', () => process.stdin.destroy());
		`;
		const child = Bun.spawn([process.execPath, '-e', program], { stdin: 'pipe', stdout: 'pipe' });
		const reader = child.stdout.getReader();
		const said = async () => new TextDecoder().decode((await reader.read()).value);
		expect(await said()).toBe('watching\n');
		child.kill('SIGSTOP');
		void child.stdin.write('now\n');
		await child.stdin.flush();
		await Bun.sleep(400); // how long it stands still is what is measured
		child.kill('SIGCONT');
		expect(Number(await said())).toBeGreaterThan(350);
		child.kill();
		await child.exited;
	});
});

test('a watch keeps no process alive', async () => {
	const program = `import { watchEventLoop } from ${JSON.stringify(import.meta.dir + '/eventLoop.ts')}; watchEventLoop();`;
	const child = Bun.spawn([process.execPath, '-e', program]);
	expect(await child.exited).toBe(0);
});

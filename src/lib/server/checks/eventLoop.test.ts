import { describe, expect, test } from 'bun:test';
import { watchEventLoop } from './eventLoop';

function block(ms: number): void {
	const until = performance.now() + ms;
	while (performance.now() < until);
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the longest stand-still', () => {
	test('of a busy block is told right after it, before the ticker has fired', () => {
		const watch = watchEventLoop();
		block(150);
		expect(watch.stop()).toBeWithin(139, 400);
	});

	test('is the longest one, not the sum nor the last', async () => {
		const watch = watchEventLoop();
		for (const ms of [60, 160, 60]) {
			block(ms);
			await turn();
			watch.longestMs();
		}
		expect(watch.stop()).toBeWithin(149, 270);
	});

	test('counts from where a watch began', async () => {
		const early = watchEventLoop();
		block(150);
		const late = watchEventLoop();
		await turn();
		expect(late.stop()).toBeLessThan(100);
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
		const lines = child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
		expect((await lines.next()).value).toBe('watching\n');
		child.kill('SIGSTOP');
		child.stdin.write('now\n');
		await child.stdin.flush();
		await Bun.sleep(400); // how long it stands still is what is measured
		child.kill('SIGCONT');
		expect(Number((await lines.next()).value)).toBeWithin(350, 2_000);
		child.kill();
		await child.exited;
	});
});

test('a watch keeps no process alive', async () => {
	const program = `import { watchEventLoop } from ${JSON.stringify(import.meta.dir + '/eventLoop.ts')}; watchEventLoop();`;
	const child = Bun.spawn([process.execPath, '-e', program]);
	expect(await child.exited).toBe(0);
});

import { describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHandles } from './openHandles';

describe.skipIf(process.platform !== 'linux')('open handles', () => {
	test('are counted by their kind, as the kernel names them', () => {
		const folder = mkdtempSync(join(tmpdir(), 'glasshouse-handles-'));
		const targets = ['socket:[1]', 'socket:[2]', 'pipe:[3]', '/var/log/x', 'anon_inode:[eventpoll]'];
		for (const [descriptor, target] of targets.entries())
			symlinkSync(target, join(folder, String(descriptor)));
		expect(openHandles(folder)).toEqual({ sockets: 2, pipes: 1, files: 1, others: 1 });
		rmSync(folder, { recursive: true });
	});

	test('are those of this process', () => {
		const { sockets = 0, pipes = 0, files = 0, others = 0 } = openHandles() ?? {};
		expect(sockets + pipes + files + others).toBeGreaterThan(2);
	});
});

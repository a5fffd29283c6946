import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tests/support/folders';
import { Child } from './child';
import type { Variant } from './variants';

/** One build for every pair of a runtime and kit's tracing flag, in a folder of its own under `folder`. */
export class Builds {
	private readonly made = new Map<string, string>();

	constructor(private readonly folder: string) {}

	/** The path of the built `handler.js`. @throws with what vite said where it fails */
	async handlerOf({ runtime, traced }: Variant): Promise<string> {
		const path = join(this.folder, `${runtime}-${traced ? 'traced' : 'untraced'}`);
		const handler = this.made.get(path) ?? (await build(path, runtime, traced));
		this.made.set(path, handler);
		return handler;
	}
}

async function build(path: string, runtime: string, traced: boolean): Promise<string> {
	cpSync(join(ROOT, 'bench/app'), path, { recursive: true });
	// What stands among its dependencies the adapters leave out of the bundle, where a preload can patch it.
	cpSync(join(ROOT, 'package.json'), join(path, 'package.json'));
	symlinkSync(join(ROOT, 'node_modules'), join(path, 'node_modules'));
	const env = { BENCH_RUNTIME: runtime, BENCH_TRACED: String(traced) };
	await new Child(['bun', '--bun', 'node_modules/vite/bin/vite.js', 'build'], { cwd: path, env }).result();
	return join(path, 'build/handler.js');
}

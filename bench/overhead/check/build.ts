import { copyFileSync, cpSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../tests/support/folders';
import { Child } from '../child';
import type { Variant } from '../variants';

const SOURCES = ['src', 'static', 'package.json', 'tsconfig.json', 'vite.config.ts', 'svelte.config.js'];
/** What the app does not set itself, but the benchmark does. */
const UNTRACED_CONFIG = `import app from './svelte.config.app.js';

const experimental = { ...app.kit.experimental, tracing: { server: false } };
export default { ...app, kit: { ...app.kit, experimental } };
`;

/**
 * Glasshouse as it is built; with another preload than its own, without the telemetry that it brings; and without
 * kit's tracing. Each in a folder of its own under `folder`.
 */
export class GlasshouseBuilds {
	private readonly made = new Map<string, Promise<void>>();

	constructor(private readonly folder: string) {}

	/** @returns the folder in which `build/index.js` is to be run @throws with what vite said where it fails */
	async folderOf({ preload, traced }: Variant): Promise<string> {
		const isOwn = preload === 'telemetry.ts';
		const path = join(this.folder, `glasshouse-${isOwn ? 'own' : traced ? 'traced' : 'untraced'}`);
		const built = this.made.get(path) ?? build(path, isOwn, traced);
		this.made.set(path, built);
		await built;
		return path;
	}
}

async function build(path: string, isOwn: boolean, traced: boolean): Promise<void> {
	for (const source of [...SOURCES, 'telemetry.ts'])
		cpSync(join(ROOT, source), join(path, source), { recursive: true });
	symlinkSync(join(ROOT, 'node_modules'), join(path, 'node_modules'));
	if (!isOwn) copyFileSync(join(import.meta.dir, 'door.ts'), join(path, 'src/instrumentation.server.ts'));
	if (!traced) {
		renameSync(join(path, 'svelte.config.js'), join(path, 'svelte.config.app.js'));
		writeFileSync(join(path, 'svelte.config.js'), UNTRACED_CONFIG);
	}
	await new Child(['bun', '--bun', 'node_modules/vite/bin/vite.js', 'build'], { cwd: path }).result();
}

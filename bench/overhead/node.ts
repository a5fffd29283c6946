import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../tests/support/folders';
import { Child } from './child';
import { VARIANTS, type RouteName, type VariantName } from './variants';

const MANIFEST = z.object({
	version: z.string(),
	engines: z.object({ node: z.string().optional() }).optional(),
});

/** The version of the Node.js on the PATH; null where there is none. */
export async function nodeVersion(): Promise<string | null> {
	if (Bun.which('node') === null) return null;
	return (await new Child(['node', '--version'], { cwd: ROOT }).result()).trim().replace(/^v/, '');
}

/** Why a variant cannot be measured on this machine, or on this route at all; undefined where it can. */
export function whyNot(name: VariantName, route: RouteName, node: string | null): string | undefined {
	const { needs, runtime } = VARIANTS[name];
	if (route === 'check' && runtime !== 'bun') return 'Glasshouse runs on Bun';
	if (needs === undefined) return undefined;
	if (node === null) return 'there is no Node.js on the PATH';
	const { version, engines } = manifestOf(needs);
	if (engines?.node === undefined || Bun.semver.satisfies(node, engines.node)) return undefined;
	return `${needs} ${version} needs Node.js ${engines.node}, and this is ${node}`;
}

/** What an installed package says of itself. */
export function manifestOf(name: string): z.infer<typeof MANIFEST> {
	const text = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
	return MANIFEST.parse(JSON.parse(text));
}

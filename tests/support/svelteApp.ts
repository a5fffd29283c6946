import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './folders';

const PACKAGES = [
	'@sveltejs/kit',
	'@sveltejs/vite-plugin-svelte',
	'svelte',
	'svelte-check',
	'typescript',
	'vite',
];

/** What `sv create --template minimal --types ts` (0.17) writes, as far as a build and types ask for it. */
const FILES: Record<string, string> = {
	'vite.config.ts': `import adapter from '@sveltejs/adapter-auto';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [
		sveltekit({
			compilerOptions: {
				runes: ({ filename }) =>
					filename.split(/[/\\\\]/).includes('node_modules') ? undefined : true
			},

			adapter: adapter()
		})
	]
});
`,
	'tsconfig.json': `{
	"extends": "./.svelte-kit/tsconfig.json",
	"compilerOptions": {
		"rewriteRelativeImportExtensions": true,
		"allowJs": true,
		"checkJs": true,
		"esModuleInterop": true,
		"forceConsistentCasingInFileNames": true,
		"resolveJsonModule": true,
		"skipLibCheck": true,
		"sourceMap": true,
		"strict": true,
		"moduleResolution": "bundler"
	}
}
`,
	'src/app.d.ts': `declare global {
	namespace App {}
}

export {};
`,
	'src/app.html': `<!doctype html>
<html lang="en">
	<head>%sveltekit.head%</head>
	<body data-sveltekit-preload-data="hover"><div style="display: contents">%sveltekit.body%</div></body>
</html>
`,
	'src/routes/+page.svelte': '<h1>Welcome to SvelteKit</h1>\n',
};

/** Writes a new SvelteKit app, with the versions that Glasshouse itself has, and without its adapter. */
export function writeSvelteApp(folder: string): void {
	const files = { ...FILES, 'package.json': manifest() };
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(join(folder, path, '..'), { recursive: true });
		writeFileSync(join(folder, path), content);
	}
}

function manifest(): string {
	const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
	const versions = z
		.object({ devDependencies: z.record(z.string(), z.string()) })
		.parse(JSON.parse(text)).devDependencies;
	const devDependencies = Object.fromEntries(PACKAGES.map((name) => [name, versions[name]]));
	return JSON.stringify({ name: 'your-app', version: '0.0.1', type: 'module', devDependencies });
}

import nodeAdapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import bunAdapter from 'svelte-adapter-bun';

const traced = process.env.BENCH_TRACED === 'true';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: process.env.BENCH_RUNTIME === 'node' ? nodeAdapter() : bunAdapter(),
		// Untraced is without anything that is there for telemetry's sake: the hook that tells the route, too.
		files: { hooks: { server: traced ? 'src/hooks.server' : 'src/none' } },
		experimental: { tracing: { server: traced } },
	},
};

import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import adapter from './src/adapter/index.js';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: adapter(),
		alias: {
			$server: 'src/lib/server',
			$trace: 'src/lib/trace',
			$telemetry: 'src/telemetry',
		},
		experimental: {
			remoteFunctions: true,
			tracing: { server: true },
			instrumentation: { server: true },
		},
	},
};

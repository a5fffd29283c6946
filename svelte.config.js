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
		// $server/hooks/refuseForeign decides on every request that changes something, and answers the API in JSON.
		csrf: { trustedOrigins: ['*'] },
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['none'],
				'script-src': ['self'],
				'style-src': ['self'],
				'style-src-attr': ['unsafe-inline'],
				'img-src': ['self', 'data:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'manifest-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'frame-ancestors': ['none'],
			},
		},
		experimental: {
			remoteFunctions: true,
			tracing: { server: true },
			instrumentation: { server: true },
		},
	},
};

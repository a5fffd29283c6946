// Serves what svelte-adapter-bun has built: `bun bun.js <build>/handler.js`.
import { pathToFileURL } from 'node:url';
import { countRequest, tell } from './channel.js';

/** @type {{ getHandler(): { fetch(request: Request, server: unknown): Response | Promise<Response> } }} */
const { getHandler } = await import(pathToFileURL(process.argv[2] ?? '').href);
const handler = getHandler();

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	development: false,
	/** @type {typeof handler.fetch} */
	fetch: (request, bunServer) => {
		countRequest();
		return handler.fetch(request, bunServer);
	},
});
tell(server.port ?? 0);

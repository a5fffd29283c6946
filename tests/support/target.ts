import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startProgram, type Program } from './program';

export interface SeenRequest {
	method: string;
	/** Path and query. */
	url: string;
	headers: Record<string, string | string[] | undefined>;
	body: string;
}

export interface Target {
	readonly url: string;
	/** Every request in the order of arrival. */
	readonly seen: SeenRequest[];
	seenAt(path: string): SeenRequest[];
	/** Answers to /held wait from now on, until `release`. */
	hold(): void;
	release(): void;
	stop(): Promise<void>;
}

/**
 * A service under the test's control, in the test's own process:
 * /ok, /slow?ms=, /status/NNN, /redirect?to=, /circle, /reset (cuts the connection), /cut (half a body), /json, /held,
 * /drip (a kilobyte every 100 ms until it is released), /flaky?failures= (answers 503 so many times), /secrets and
 * /big (answer 500).
 */
export async function startTarget(): Promise<Target> {
	const seen: SeenRequest[] = [];
	let gate = Promise.withResolvers<undefined>();
	gate.resolve(undefined);
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			const url = request.url ?? '/';
			const body = Buffer.concat(parts).toString();
			seen.push({ method: request.method ?? '', url, headers: request.headers, body });
			const earlier = seen.filter((one) => one.url === url).length - 1;
			void answer({ url: new URL(url, 'http://target'), response, released: () => gate.promise, earlier });
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen,
		seenAt: (path) => seen.filter(({ url }) => url.split('?')[0] === path),
		hold: () => {
			gate = Promise.withResolvers<undefined>();
		},
		release: () => gate.resolve(undefined),
		stop: () => stopServer(server),
	};
}

interface Scene {
	url: URL;
	response: ServerResponse;
	released: () => Promise<undefined>;
	/** How often the same URL was asked for before. */
	earlier: number;
}

const ANSWERS: Record<string, (scene: Scene) => Promise<void> | void> = {
	'/ok': ({ response }) => end(response, 200, 'all is well'),
	'/slow': async ({ url, response }) => {
		await Bun.sleep(Number(url.searchParams.get('ms')));
		end(response, 200, 'slow');
	},
	'/held': async ({ response, released }) => {
		await released();
		end(response, 200, 'held');
	},
	'/drip': async ({ response, released }) => {
		response.writeHead(200, { 'content-type': 'text/plain' });
		const dripping = setInterval(() => response.write('.'.repeat(1_000)), 100);
		await released();
		clearInterval(dripping);
		response.end();
	},
	'/redirect': ({ url, response }) =>
		end(response, 302, '', { location: url.searchParams.get('to') ?? '/ok' }),
	'/circle': ({ response }) => end(response, 302, '', { location: '/circle' }),
	'/reset': ({ response }) => {
		response.socket?.resetAndDestroy();
	},
	'/cut': ({ response }) => {
		response.writeHead(200, { 'content-length': '1000' });
		response.write('only this much', () => response.socket?.destroy());
	},
	'/json': ({ response }) =>
		end(response, 200, '{"data":{"healthy":true,"version":7}}', { 'content-type': 'application/json' }),
	'/flaky': ({ url, response, earlier }) => {
		const failing = earlier < Number(url.searchParams.get('failures'));
		end(response, failing ? 503 : 200, failing ? 'not yet' : 'at last');
	},
	'/secrets': ({ response }) =>
		end(response, 500, '{"access_token":"hunter2-hunter2","name":"kept"}', {
			'content-type': 'application/json',
			'set-cookie': 'sid=hunter2-hunter2',
		}),
	'/big': ({ response }) => end(response, 500, 'x'.repeat(200_000)),
};

async function answer(scene: Scene): Promise<void> {
	const { pathname } = scene.url;
	const status = /^\/status\/(\d{3})$/.exec(pathname)?.[1];
	if (status !== undefined) end(scene.response, Number(status), 'as asked');
	else await (ANSWERS[pathname] ?? notFound)(scene);
}

function notFound({ response }: Scene): void {
	end(response, 404, 'no such page');
}

function end(
	response: ServerResponse,
	status: number,
	body: string,
	headers: Record<string, string> = {},
): void {
	response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body);
}

function stopServer(server: Server): Promise<void> {
	server.closeAllConnections();
	return new Promise((resolve) => {
		server.close(() => resolve());
	});
}

export interface TracedTarget extends Program {
	readonly url: string;
}

/** Another service that reports to the same receiver, under the service name `target`. */
export async function startTracedTarget(env: Record<string, string>): Promise<TracedTarget> {
	const command = ['bun', '--preload', './telemetry.ts', 'tests/support/programs/tracedTarget.ts'];
	const program = startProgram(command, { env: { OTEL_SERVICE_NAME: 'target', ...env } });
	const [, url = ''] = await program.line(/listening on (\S+)/);
	return { ...program, url };
}

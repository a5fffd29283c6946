// The built app's way in, copied to build/index.js: `bun --preload ./telemetry.ts build/index.js`.
// @ts-nocheck: what it imports exists only in the build folder.
import './server/instrumentation.server.js';

// Without a proxy that says otherwise a request came over http; the adapter's handler would assume https.
process.env.PROTOCOL_HEADER ||= 'x-forwarded-proto';
const protocolHeader = process.env.PROTOCOL_HEADER;
const socketPath = process.env.SOCKET_PATH;
const drainTimeoutMs = Number(process.env.GLASSHOUSE_SHUTDOWN_TIMEOUT_MS || 10_000);

const handler = await loadHandler();
let stopping = false;

const place = socketPath
	? { unix: socketPath }
	: { hostname: process.env.HOST || '127.0.0.1', port: Number(process.env.PORT || 3000) };

const server = listen({
	...place,
	// Bun shares the port with whoever asks for it unless `development` is on or this says no.
	reusePort: false,
	idleTimeout: Number(process.env.IDLE_TIMEOUT || 30),
	maxRequestBodySize: Number(process.env.BODY_SIZE_LIMIT || 524_288),
	// Bun's error page shows source lines and folders; nobody outside may see them.
	development: false,
	error: () => plain(500, 'Something went wrong in Glasshouse.'),
	async fetch(request, bunServer) {
		if (!URL.canParse(request.url) || !URL.canParse(`http://${request.headers.get('host') ?? ''}`))
			return plain(400, 'Expected a usable Host header.');
		request.headers.set(protocolHeader, protocolOf(request));
		const response = await handler.fetch(request, bunServer);
		response.headers.set('x-content-type-options', 'nosniff');
		if (stopping) response.headers.set('connection', 'close');
		return response;
	},
	...(handler.websocket ? { websocket: handler.websocket } : {}),
});
process.emit('glasshouse:listening', server);

process.on('SIGTERM', stop);
process.on('SIGINT', stop);

/** An address that cannot be listened on is told in one line too. */
function listen(options) {
	try {
		return Bun.serve(options);
	} catch (error) {
		const named = socketPath
			? `SOCKET_PATH=${JSON.stringify(socketPath)}`
			: `HOST=${JSON.stringify(place.hostname)} with PORT=${place.port}`;
		const expected = socketPath
			? 'a path where a socket can be made'
			: 'an address of this machine and a free port';
		// Not on the console, which is the log's by now, and the log may be silent.
		process.stderr.write(
			`glasshouse: ${named} is not usable: expected ${expected} (${error?.code ?? error})\n`,
		);
		process.exit(1);
	}
}

/** The app's own `init` runs in here; what it refuses to start with is told in one line. */
async function loadHandler() {
	try {
		const { getHandler } = await import('./handler.js');
		return getHandler();
	} catch (error) {
		console.error(error?.name === 'ConfigError' ? `glasshouse: ${error.message}` : error);
		process.exit(1);
	}
}

/** What the nearest proxy says, and nothing but http or https: the adapter puts it into the request's URL. */
function protocolOf(request) {
	return request.headers.get(protocolHeader)?.split(',').at(-1)?.trim() === 'https' ? 'https' : 'http';
}

function plain(status, text) {
	return new Response(`${text}\n`, { status, headers: { 'x-content-type-options': 'nosniff' } });
}

/** Stops listening, lets what is in flight finish (bounded), then hands over to kit's shutdown listeners. */
async function stop(signal) {
	if (stopping) return;
	stopping = true;
	const deadline = Date.now() + drainTimeoutMs;
	void server.stop();
	while (server.pendingRequests > 0 && Date.now() < deadline) await Bun.sleep(20);
	await server.stop(true);
	process.emit('sveltekit:shutdown', signal);
}

// What the fuzz run is let loose on: two traced servers, one with an error page and one without. Prints their ports,
// and on SIGUSR2 what has become of telemetry so far. Started with `bun --preload ./telemetry.ts`.
import { heapStats } from 'bun:jsc';
import { getTelemetry } from '../../../src/telemetry/handle';

const telemetry = getTelemetry();
if (telemetry === undefined) throw new Error('Start this program with --preload ./telemetry.ts');

const spans = { started: 0, ended: 0 };
telemetry.live.subscribe(({ type }) => {
	if (type === 'span.start') spans.started += 1;
	if (type === 'span.end') spans.ended += 1;
});

const unexpected: string[] = [];
const onFailure = (error: unknown) => {
	if (!String(error).includes('on purpose')) unexpected.push(Bun.inspect(error));
};
process.on('uncaughtException', onFailure);
process.on('unhandledRejection', onFailure);

function chunks(count: number, breaks = false): ReadableStream {
	let left = count;
	return new ReadableStream({
		async pull(controller) {
			await Bun.sleep(0);
			left -= 1;
			if (left >= 0) return controller.enqueue('chunk of a stream ');
			if (breaks) controller.error(new Error('broken on purpose'));
			else controller.close();
		},
	});
}

async function* generator(breaks: boolean): AsyncGenerator<string> {
	yield 'a';
	await Bun.sleep(0);
	if (breaks) throw new Error('broken on purpose');
	yield 'b';
}

type Handler = (request: Request, server: Bun.Server<string>) => unknown;

const HANDLERS: Handler[] = [
	() => new Response('at once'),
	() => Bun.sleep(1).then(() => new Response('later', { status: 202 })),
	async (request) => new Response(await request.text()),
	async (request) => Response.json({ size: (await request.bytes()).length }),
	(request) => new Response(request.body),
	() => new Response(chunks(3)),
	() => new Response(chunks(2, true)),
	() => new Response(chunks(1_000_000)),
	() => new Response(generator(false) as unknown as ReadableStream),
	() => new Response(generator(true) as unknown as ReadableStream),
	() => new Response(null, { status: 204 }),
	() => new Response('gone', { status: 410 }),
	() => new Response('broken', { status: 503 }),
	() => Response.redirect('/elsewhere'),
	() => undefined,
	() => new Promise(() => {}),
	() => {
		throw new Error('thrown on purpose');
	},
	() => Bun.sleep(1).then(() => Promise.reject(new Error('rejected on purpose'))),
	() => Promise.reject('on purpose'), // eslint-disable-line @typescript-eslint/prefer-promise-reject-errors -- anything can be rejected with
	(request) => new Response(request.headers.toJSON().host ?? 'no host'),
	(request) => new Response(new URL(request.url).pathname),
];

/** The same path always comes to the same handler. */
function handle(request: Request, server: Bun.Server<string>): unknown {
	if (server.upgrade(request, { data: 'on purpose' })) return undefined;
	const at = Number(Bun.hash(request.url.slice(0, 200)) % BigInt(HANDLERS.length));
	return HANDLERS[at]?.(request, server);
}

const websocket: Bun.WebSocketHandler<string> = {
	idleTimeout: 8,
	open: (socket) => void socket.subscribe('all'),
	message(socket, message) {
		if (message.length % 7 === 3) throw new Error('in a message, on purpose');
		if (message.length % 7 === 4) return Promise.reject(new Error('in a message, on purpose'));
		if (message.length % 7 === 5) return socket.close(4000 + (message.length % 1000));
		socket.send(message);
		socket.publish('all', 'published');
		return undefined;
	},
	close: () => void server.publish('all', 'one has left'),
	error: () => {},
};

const options = {
	hostname: '127.0.0.1',
	port: 0,
	development: false,
	idleTimeout: 5,
	maxRequestBodySize: 1_000_000,
	routes: {
		'/static': new Response('static'),
		'/users/:id': (request: Bun.BunRequest<'/users/:id'>) => new Response(request.params.id),
		'/methods': { GET: new Response('static'), POST: () => new Response('posted') },
		'/file': Bun.file(import.meta.path),
	},
	fetch: handle as () => Response,
	websocket,
};
const server = Bun.serve<string>({ ...options, error: () => new Response('error page', { status: 500 }) });
const bare = Bun.serve<string>(options);

/** The sum of all points of a metric. */
async function sumOf(name: string): Promise<number> {
	const { scopeMetrics } = (await telemetry?.collectMetrics()) ?? { scopeMetrics: [] };
	const points: readonly { value: unknown }[] = scopeMetrics
		.flatMap(({ metrics }) => metrics)
		.filter(({ descriptor }) => descriptor.name === name)
		.flatMap((metric): readonly { value: unknown }[] => metric.dataPoints);
	return points.reduce((sum, { value }) => sum + countOf(value), 0);
}

/** Of a counter its value, of a histogram its count. */
function countOf(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'object' && value !== null && 'count' in value ? Number(value.count) : 0;
}

async function state() {
	Bun.gc(true);
	return {
		spans,
		openSpans: telemetry?.live.openSpans().length,
		activeRequests: await sumOf('http.server.active_requests'),
		measuredRequests: await sumOf('http.server.request.duration'),
		activeConnections: await sumOf('websocket.server.active_connections'),
		measuredConnections: await sumOf('websocket.server.connection.duration'),
		heapBytes: heapStats().heapSize,
		objects: heapStats().objectCount,
		rssBytes: process.memoryUsage.rss(),
		unexpected,
	};
}

let asked = 0;
process.on('SIGUSR2', () => {
	const number = (asked += 1);
	void state().then((now) => console.log(`state ${number} ${JSON.stringify(now)}`));
});
process.on('SIGTERM', () => process.exit(0));
console.log(`ports ${server.port} ${bare.port}`);

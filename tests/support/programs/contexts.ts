// A server whose every handler mixes what may lose or mix up contexts, and which checks each of its spans as it
// ends. With fewer connections than requests, so that queries wait, and are sent from the turn of another request.
import { trace, type Span } from '@opentelemetry/api';
import { Pool } from 'pg';
import { Ledger } from '../contexts/ledger';
import { SCENES } from '../contexts/scenes';
import { Stage, type World } from '../contexts/stage';

interface Connection {
	id: number;
	/** The span that is active when it opens. */
	span: Span | undefined;
}

const ledger = Ledger.start();
const world: World = {
	ledger,
	pool: new Pool({ connectionString: process.env.CONTEXTS_DATABASE_URL, max: 10 }),
	base: () => server.url.origin,
	other: () => otherServer.url.origin,
};

const server = Bun.serve<Connection>({
	hostname: '127.0.0.1',
	port: 0,
	routes: {
		'/echo/:mark': () => new Response('echo'),
		'/report': () => Response.json(ledger.report),
		'/connect/:request': (request: Bun.BunRequest<'/connect/:request'>, self: Bun.Server<Connection>) => {
			const id = idOf(request.params.request);
			ledger.arrived(id);
			if (self.upgrade(request, { data: { id, span: undefined } })) return undefined;
			return new Response('no WebSocket', { status: 400 });
		},
	},
	async fetch(request) {
		const [, name = '', marked = ''] = new URL(request.url).pathname.split('/');
		const scene = SCENES[name];
		if (scene === undefined) return new Response('no such scene', { status: 404 });
		const id = idOf(marked);
		return scene(new Stage(world, id, ledger.arrived(id)), request);
	},
	websocket: {
		open(socket) {
			ledger.begun('connection');
			socket.data.span = trace.getActiveSpan();
		},
		async message(socket, message) {
			const { id, span } = socket.data;
			if (span === undefined) throw new Error('A connection was opened outside its span');
			await new Stage(world, id, span).run('message', async (stage) => {
				await stage.run('a query', (inner) => inner.query());
				await stage.run('answering', () => socket.send(message));
			});
		},
	},
});

const otherServer = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	fetch: () => new Response('echo'),
});

function idOf(marked: string): number {
	return Number(marked.slice('r_'.length));
}

console.log(`listening on ${server.url.origin}`);

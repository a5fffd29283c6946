// A service under steady load: `bun --preload ./telemetry.ts`. Every span has a number of its own in `mark`, from
// LOAD_FROM on; SIGTERM ends the load, stops telemetry, and prints the account. Prints its address.
import { heapStats } from 'bun:jsc';
import { trace } from '@opentelemetry/api';
import { getTelemetry } from '../../../src/telemetry/handle';

const tracer = trace.getTracer('steady-load');
const perTick = Number(process.env.LOAD_PER_TICK ?? 0);
let made = 0;
let mark = Number(process.env.LOAD_FROM ?? 0);

function makeSpan(): void {
	tracer.startSpan('work', { attributes: { mark: mark++ } }).end();
	made++;
}

function account() {
	const traces = getTelemetry()
		?.health()
		.signals.find(({ signal }) => signal === 'traces');
	Bun.gc(true);
	return { made, traces, heapBytes: heapStats().heapSize };
}

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	routes: {
		'/account': () => Response.json(account()),
		'/work': () => {
			for (let i = 0; i < 10; i++) makeSpan();
			return new Response('worked');
		},
	},
});
const load = setInterval(() => {
	for (let i = 0; i < perTick; i++) makeSpan();
}, 20);

async function stop(): Promise<void> {
	clearInterval(load);
	await server.stop(true);
	await getTelemetry()?.shutdown();
	console.log(`account ${JSON.stringify(account())}`);
	process.exit(0);
}
process.on('SIGTERM', () => void stop());
console.log(`listening on http://127.0.0.1:${String(server.port)}`);

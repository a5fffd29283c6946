// Makes spans by one tracer, in a process of its own: `bun program.ts glasshouse|official`. Whenever it is asked, it
// makes a round of them, as a statement in a request does, and tells what one took.
import { ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { MAKERS } from './makers';

const SPANS = 20_480;

const [, , name = ''] = process.argv;
const makeTracer = MAKERS.get(name);
if (makeTracer === undefined) throw new Error(`Nobody makes spans by the name of "${name}"`);
const { tracer, encoded } = makeTracer();
const parent = trace.setSpanContext(ROOT_CONTEXT, {
	traceId: '0af7651916cd43dd8448eb211c80319c',
	spanId: 'b7ad6b7169203331',
	traceFlags: TraceFlags.SAMPLED,
});

process.on('message', () => process.send?.(round()));
process.on('disconnect', () => process.exit());
process.send?.('ready');

function round() {
	const cpu = process.cpuUsage();
	const startMs = performance.now();
	for (let i = 0; i < SPANS; i += 1) makeSpan(i);
	const bytes = encoded();
	const tookMs = performance.now() - startMs;
	const { user, system } = process.cpuUsage(cpu);
	return {
		spans: SPANS,
		micros: (tookMs * 1000) / SPANS,
		cpuMicros: (user + system) / SPANS,
		bytes: bytes / SPANS,
	};
}

function makeSpan(i: number): void {
	const attributes = {
		'db.system.name': 'postgresql',
		'db.namespace': 'glasshouse',
		'db.query.text': 'select 1 as one',
		'server.address': '127.0.0.1',
		'server.port': 5432 + (i % 2),
	};
	tracer.startSpan('SELECT', { kind: SpanKind.CLIENT, attributes }, parent).end();
}

// A program that does a bit of everything that the environment has a say in, then serves until it is told to end:
// /echo gives the headers that it was asked with, /health the telemetry's account of itself.
import { context, logs, metrics, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { getTelemetry } from '../../../src/telemetry/handle';

const PLAIN = 10;
const LONG = 'abcdefghijklmnopqrstuvwxyz';
const tracer = trace.getTracer('environment');
const logger = logs.getLogger('environment');
const meter = metrics.getMeter('environment');
const attributes = { one: LONG, two: LONG, three: LONG, four: LONG, five: LONG, six: LONG };

const server = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	routes: {
		'/echo': ({ headers }) => Response.json(Object.fromEntries(headers)),
		'/health': () => Response.json(getTelemetry()?.health()),
	},
});

/** A span, a log record and measurements with more in them than limits may allow. */
function rich(): void {
	const link = () => ({ context: tracer.startSpan('linked').spanContext(), attributes });
	tracer.startActiveSpan('rich', { attributes, links: [link(), link(), link()] }, (span) => {
		for (const name of ['first', 'second', 'third', 'fourth']) span.addEvent(name, attributes);
		logger.emit({ body: 'rich', attributes });
		histogram.record(1, { where: 'inside' });
		span.end();
	});
	histogram.record(1, { where: 'outside' });
}

function plain(i: number): void {
	tracer.startSpan('plain', { kind: SpanKind.INTERNAL, root: true }).end();
	logger.emit({ body: 'plain', context: ROOT_CONTEXT });
	counter.add(1, { set: i });
	active.add(1);
}

/** Asks itself from within a span, with baggage, for a URL in which a secret stands. */
async function ask(): Promise<unknown> {
	const baggage = propagation.createBaggage({ fruit: { value: 'plum' } });
	return tracer.startActiveSpan(
		'asking',
		{},
		propagation.setBaggage(context.active(), baggage),
		async (span) => {
			const response = await fetch(`${server.url.origin}/echo?hush=secret&token=secret&page=2`);
			span.end();
			return (await response.json()) as unknown;
		},
	);
}

const histogram = meter.createHistogram('environment.histogram');
const counter = meter.createCounter('environment.counter');
const active = meter.createUpDownCounter('environment.active');
metrics.getMeter(''); // diagnostics warn of it
rich();
for (let i = 0; i < PLAIN; i++) plain(i);
console.log(`echoed ${JSON.stringify(await ask())}`);
console.log(`listening on ${server.url.origin}`);

// A program that Bun serves by itself, on the socket that is named, for its default export says how. It asks itself once and prints the span.
import { getTelemetry } from '../../handle';

const unix = process.argv[2] ?? '';
const live = getTelemetry()?.live;

live?.subscribe((event) => {
	const span = event.type === 'span.end' ? live.span(event.traceId, event.spanId) : undefined;
	if (span?.scope !== 'glasshouse.serve') return;
	process.stdout.write(`\nspan ${JSON.stringify(span)}\n`);
	process.exit();
});

setTimeout(() => void fetch('http://exported.example/path', { unix }), 0);

export default {
	unix,
	fetch: () => new Response('exported'),
};

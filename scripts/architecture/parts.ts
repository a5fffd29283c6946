/** A part of the house: the modules whose paths match. The first of a list that matches has the module. */
export interface Part {
	readonly name: string;
	readonly modules: RegExp;
	readonly is: string;
	/** Told of in the table alone: nearly all use it, or it does what another part does, and would hide the arrows. */
	readonly aside?: true;
}

export interface Drawing {
	/** Of the markers between which it stands on the page. */
	readonly section: string;
	/** What is drawn; modules elsewhere are no part of it. */
	readonly of: RegExp;
	readonly parts: readonly Part[];
}

const folder = (path: string, is: string, aside?: true): Part => ({
	name: path.split('/').at(-1) ?? path,
	modules: new RegExp(`^src/${path}/`),
	is,
	...(aside && { aside }),
});

const HOUSE: Drawing = {
	section: 'house',
	of: /^(src\/|telemetry\.ts$)/,
	parts: [
		{
			name: 'telemetry.ts',
			modules: /^telemetry\.ts$/,
			is: 'The preload: telemetry is started before anything else.',
		},
		{
			name: 'instrumentation.server.ts',
			modules: /^src\/instrumentation\.server\.ts$/,
			is: 'Kit’s own door to the same start, for `vite dev` and other hosts.',
		},
		{
			name: '$telemetry/handle',
			modules:
				/^src\/telemetry\/(handle|definition|catalogue|catalogue\/.*|(live|health|metrics)\/types)\.ts$/,
			is: 'What bundled code may know of telemetry: how to find the one instance, and shapes.',
		},
		folder('telemetry', 'OpenTelemetry for Bun; knows neither the app nor SvelteKit.'),
		folder('adapter', 'The server’s entry, in place of that of `svelte-adapter-bun`.'),
		{
			name: 'hooks.server.ts',
			modules: /^src\/hooks\.server\.ts$/,
			is: 'Wiring; the work is in `$server/hooks`.',
		},
		folder('routes', 'Thin: parse, call, return.'),
		folder('lib/components', 'What pages are made of, named after what they show.'),
		folder('lib/state', 'Runes over pure code.'),
		{ name: '*.remote.ts', modules: /^src\/lib\/[^/]+\.remote\.ts$/, is: 'What pages ask the server for.' },
		folder('lib/browser', 'What a page tells of itself.'),
		folder('lib/charts', 'Pure: scales, paths and bins.'),
		folder('lib/openapi', 'The description of the API, as its page shows it.'),
		folder('lib/sessions', 'Shapes of session events.'),
		folder('lib/words', 'What is said: sentences, links, numbers with their units.'),
		{ ...folder('lib/trace', 'Pure: tree, layout, critical path; imports nothing.'), name: '$trace' },
		{ ...folder('lib/server', 'Everything that runs on the server; drawn below.'), name: '$server' },
	],
};

const SERVER: Drawing = {
	section: 'server',
	of: /^src\/lib\/server\//,
	parts: [
		folder('lib/server/hooks', 'What every request passes: who asks, from where, and its telemetry.'),
		folder('lib/server/rpc', 'Procedures, one file a noun, and the API over them.'),
		folder('lib/server/pages', 'What pages are given to show.'),
		folder('lib/server/forms', 'What forms send, and what they are told.'),
		folder('lib/server/browser', 'Takes in what pages tell of themselves.'),
		folder('lib/server/feed', 'What is told as it happens, over WebSocket and server-sent events.'),
		folder('lib/server/observe', 'Reads telemetry through its handle, and joins it with what is kept.'),
		folder('lib/server/sessions', 'The session telemetry bus: emit, spans, tap, out, subscribers.'),
		folder('lib/server/workflows', 'The engine, its queue and schedule, and the run of a check.'),
		folder('lib/server/checks', 'What a check is, how it is made, judged and kept.'),
		folder('lib/server/database', 'The pool, its statements and migrations, and the embedded PostgreSQL.'),
		{
			name: 'lifecycle.ts',
			modules: /^src\/lib\/server\/lifecycle\.ts$/,
			is: 'What is started and stopped, in which order.',
		},
		folder('lib/server/metrics', 'What the app measures, one subject a file.', true),
		folder('lib/server/log', 'Where lines go: console, file, OTLP.', true),
		folder('lib/server/process', 'What there is once a process, and what is not traced.', true),
		{
			name: 'files beside them',
			modules: /^src\/lib\/server\/[^/]+\.ts$/,
			is: 'Settings, errors, the logger, the catalogue of metrics, spans.',
			aside: true,
		},
	],
};

const TELEMETRY: Drawing = {
	section: 'telemetry',
	of: /^src\/telemetry\//,
	parts: [
		{
			name: 'start',
			modules: /^src\/telemetry\/(index|start|run|running|instrument|providers|nativeTracer)\.ts$/,
			is: 'The door, and what starts everything in its order.',
		},
		folder('telemetry/official', 'The same with the official SDK, where that is asked for.', true),
		folder('telemetry/instrumentation', 'One surface a file, none imports another.'),
		folder('telemetry/http', 'What `fetch`, `node:http` and `Bun.serve` have in common.'),
		folder('telemetry/websocket', 'What a WebSocket tells.'),
		folder('telemetry/sql', 'Statements: summaries, literals out, errors.'),
		folder('telemetry/tracing', 'Tracer, spans and their ids.'),
		folder('telemetry/metrics', 'Meters, histograms, exemplars, and the scrape endpoint.'),
		folder('telemetry/logs', 'Log records.'),
		folder('telemetry/guarded', 'For instrumentations of others: what fails in them stays in them.'),
		folder('telemetry/pipeline', 'Sampling, batches, export, retry, spool.'),
		folder('telemetry/otlp', 'Bytes: protobuf and JSON, and back.'),
		folder('telemetry/live', 'What is open, and what was recent, in rings.'),
		folder('telemetry/health', 'What became of the telemetry itself.'),
		folder('telemetry/config', 'The environment, read once.', true),
		folder('telemetry/catalogue', 'Every metric and span, in one place.', true),
		{
			name: 'files beside them',
			modules: /^src\/telemetry\/[^/]+\.ts$/,
			is: 'The handle, guards, conventions, the context.',
			aside: true,
		},
	],
};

export const DRAWINGS: readonly Drawing[] = [HOUSE, SERVER, TELEMETRY];

export type RouteName = keyof typeof ROUTES;
export type Unit = (typeof ROUTES)[RouteName]['unit'];
export type PathName = keyof typeof PATHS;
export type VariantName =
	| 'untraced'
	| 'kit'
	| 'stock'
	| 'stock-server'
	| 'official'
	| 'glasshouse'
	| 'glasshouse-10'
	| 'glasshouse-disabled'
	| 'node-untraced'
	| 'node-stock';

/** What is asked for over HTTP, in the app of the benchmark. */
export const PATHS = { api: '/api', page: '/page', static: '/file.txt' } as const;

/** What can be measured by the request; that of a check is a run, in Glasshouse itself. */
export const ROUTES = {
	api: { title: 'An endpoint with one SQL statement', unit: 'request' },
	page: { title: 'A page with a load function and one SQL statement', unit: 'request' },
	static: { title: 'A static file', unit: 'request' },
	check: { title: 'A run of a check, in Glasshouse itself', unit: 'run' },
} as const;

export interface Variant {
	readonly title: string;
	readonly runtime: 'bun' | 'node';
	/** Whether kit's tracing flag is on in its build. */
	readonly traced: boolean;
	/** A file that is loaded before all else, from the root of the repository. */
	readonly preload: string | null;
	readonly env: Readonly<Record<string, string>>;
	/** Spans of one request, connections not counted: the sink must have received neither more nor fewer. */
	readonly spans: Readonly<Record<PathName, number>>;
	/** The share of traces that is exported; the slow and failed ones come on top where it is not 1. */
	readonly share: number;
	/** What it is compared with. */
	readonly baseline: VariantName;
	/** The package whose `engines` say from which Node.js on this runs. */
	readonly needs?: string;
}

const PLAIN = {
	runtime: 'bun',
	traced: false,
	preload: null,
	env: {},
	spans: { api: 0, page: 0, static: 0 },
	share: 1,
	baseline: 'untraced',
} as const;
const STOCK = {
	...PLAIN,
	traced: true,
	preload: 'bench/preload/stock.js',
	// Kit's root, resolve and load; the query. Bun's server has no span, and so none is there for a file.
	spans: { api: 3, page: 4, static: 0 },
} as const;
const GLASSHOUSE = {
	...PLAIN,
	traced: true,
	preload: 'telemetry.ts',
	// SERVER; kit's root, resolve and load; the query. The same on the official path.
	spans: { api: 4, page: 5, static: 1 },
} as const;
const NODE = { ...PLAIN, runtime: 'node', baseline: 'node-untraced' } as const;

export const VARIANTS: Readonly<Record<VariantName, Variant>> = {
	untraced: { ...PLAIN, title: 'Bun, untraced' },
	kit: { ...PLAIN, title: "Bun, kit's tracing flag alone", traced: true },
	stock: { ...STOCK, title: 'Bun, stock NodeSDK + auto-instrumentations + OTLP' },
	'stock-server': {
		...STOCK,
		title: 'Bun, stock + a SERVER span by hand',
		preload: 'bench/preload/stockServerSpan.ts',
		spans: { api: 4, page: 5, static: 1 },
	},
	official: {
		...GLASSHOUSE,
		title: 'Glasshouse, GLASSHOUSE_TELEMETRY=official',
		env: { GLASSHOUSE_TELEMETRY: 'official' },
	},
	glasshouse: { ...GLASSHOUSE, title: 'Glasshouse, all signals, 100 %' },
	'glasshouse-10': {
		...GLASSHOUSE,
		title: 'Glasshouse, 10 % and what matters',
		env: { OTEL_TRACES_SAMPLER: 'keep_what_matters', OTEL_TRACES_SAMPLER_ARG: '0.1' },
		share: 0.1,
	},
	'glasshouse-disabled': {
		...GLASSHOUSE,
		title: 'Glasshouse, OTEL_SDK_DISABLED=true',
		env: { OTEL_SDK_DISABLED: 'true' },
		spans: PLAIN.spans,
	},
	'node-untraced': { ...NODE, title: 'Node.js, untraced', needs: '@sveltejs/kit' },
	'node-stock': {
		...NODE,
		title: 'Node.js, stock NodeSDK + auto-instrumentations + OTLP',
		traced: true,
		preload: 'bench/preload/stock.js',
		spans: { api: 4, page: 5, static: 1 },
		needs: '@opentelemetry/sdk-node',
	},
};

/** The arrows of the house (docs: README, "Layout"). A rule that fails names the arrow that runs back. */

const TEST = '\\.test\\.[jt]s$';
const SERVER = '^src/lib/server';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		{
			name: 'no-cycles',
			comment:
				'Two modules that need each other are one module, or hide a third. Types alone may point back.',
			severity: 'error',
			from: { pathNot: TEST },
			to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
		},
		{
			name: 'nothing-unresolved',
			comment: 'The import leads nowhere.',
			severity: 'error',
			from: {},
			to: {
				couldNotResolve: true,
				pathNot: '^(\\$app/|\\$env/|\\$service-worker|bun(:|$)|\\./\\$types|\\./(server/|handler\\.js))',
			},
		},
		{
			name: 'telemetry-knows-no-app',
			comment: 'src/telemetry can be lifted into any Bun program: it knows neither the app nor SvelteKit.',
			severity: 'error',
			from: { path: '^(src/telemetry/|telemetry\\.ts$)' },
			to: { path: '^(src/(?!telemetry/)|node_modules/(@sveltejs|svelte)/|\\$app|\\$lib|\\$server|\\$trace)' },
		},
		{
			name: 'app-meets-telemetry-at-the-handle',
			comment:
				'The preload and the build hold two copies of src/telemetry; only handle.ts knows the one instance. What else may be shared holds no state.',
			severity: 'error',
			from: { path: '^src/(lib|routes|hooks)', pathNot: TEST },
			to: {
				path: '^src/telemetry/',
				pathNot: '^src/telemetry/(handle|definition|catalogue|(live|health|metrics)/types)\\.ts$',
			},
		},
		{
			name: 'instrumentations-stand-alone',
			comment: 'One surface a file, none imports another: each can be left out.',
			severity: 'error',
			from: { path: '^src/telemetry/instrumentation/([^/.]+)', pathNot: TEST },
			to: {
				path: '^src/telemetry/instrumentation/(serve|fetch|http|postgres|sql|websocket|runtime)\\b',
				pathNot: '^src/telemetry/instrumentation/$1[./]',
			},
		},
		{
			name: 'server-knows-no-pages',
			comment: 'What runs on the server is not to know how it is shown.',
			severity: 'error',
			from: { path: SERVER },
			to: { path: '^src/(routes|lib/(components|state))/' },
		},
		{
			name: 'trace-is-pure',
			comment: 'src/lib/trace is pure functions over the wire types: it imports nothing outside itself.',
			severity: 'error',
			from: { path: '^src/lib/trace/', pathNot: TEST },
			to: { pathNot: '^src/lib/trace/' },
		},
		{
			name: 'workflows-know-no-rpc',
			comment: 'Procedures start workflows; a workflow never calls back.',
			severity: 'error',
			from: { path: `${SERVER}/workflows/` },
			to: { path: `${SERVER}/(rpc|hooks)/` },
		},
		{
			name: 'checks-know-no-callers',
			comment: 'Checks and their storage are used by workflows and procedures, never the other way round.',
			severity: 'error',
			from: { path: `${SERVER}/(checks|database)/`, pathNot: TEST },
			to: { path: `${SERVER}/(workflows|rpc|hooks|sessions|observe)/` },
		},
		{
			name: 'nothing-imports-tests',
			comment: 'What runs must not need what only tries it.',
			severity: 'error',
			from: { path: '^src/', pathNot: TEST },
			to: { path: `(${TEST}|^tests/)` },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(build|\\.svelte-kit)/' },
		tsPreCompilationDeps: true,
		// The aliases stand there, relative to it: `svelte-kit sync` writes it.
		tsConfig: { fileName: '.svelte-kit/tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['bun', 'svelte', 'import', 'node', 'default', 'types'],
			extensions: ['.ts', '.js', '.mjs', '.svelte', '.json', '.d.ts'],
		},
	},
};

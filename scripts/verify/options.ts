import { count, UsageError, valuesOf } from '../../bench/flags';

/** Where the telemetry of a run can be looked for. */
export const PLACES = ['self', 'otlp', 'jaeger', 'tempo', 'prometheus', 'signoz'] as const;
export type PlaceName = (typeof PLACES)[number];

/** Backends are asked over HTTP, each at an address of its own. */
export type BackendName = Exclude<PlaceName, 'self' | 'otlp'>;

export interface Options {
	/** Of a Glasshouse that runs; `null` starts one, and stops it afterwards. Without a slash at its end. */
	readonly url: string | null;
	/** What the check requests; `null` takes a target of our own, or the `/healthz` of a Glasshouse that runs. */
	readonly target: string | null;
	readonly self: boolean;
	readonly otlp: boolean;
	readonly backends: readonly { readonly name: BackendName; readonly url: string }[];
	/** Whether a run is awaited that the schedule starts, besides the one that is asked for. */
	readonly schedule: boolean;
	/** How long the telemetry of the run may take to arrive. */
	readonly timeoutMs: number;
	readonly json: boolean;
}

export const USAGE = `bun run verify:telemetry [where] [options]: proves that telemetry arrives, whole

Starts the built Glasshouse with the OTEL_* variables of this shell, makes a check, runs it once, and looks for the
trace of that run, with its metrics and log lines. A second check is run by the schedule, whose trace begins there: that
takes a second or two, and at most twenty. Afterwards everything is removed again. Prints the traces, what is missing,
and the likeliest reason.

Where to look, one or more (--self unless another is given):
  --self             in the app itself: what its own pages show
  --otlp             in an OTLP receiver of this command, at which the app is pointed: is what it sends right?
  --jaeger url       in Jaeger, at its query address such as http://localhost:16686 (traces)
  --tempo url        in Tempo, such as http://localhost:3200 (traces)
  --prometheus url   in Prometheus, such as http://localhost:9090 (metrics)
  --signoz url       in SigNoz, such as http://localhost:8080 (traces, metrics, logs); needs SIGNOZ_API_KEY

Options:
  --url url          a Glasshouse that runs already, instead of starting one; needs GLASSHOUSE_TOKEN if that has one
  --target url       what the check requests, instead of a target of this command, or /healthz of --url
  --no-schedule      run a check only where it is asked for: do not wait for the schedule
  --timeout n        seconds that telemetry may take to arrive (30; 90 with --url: metrics are sent once a minute)
  --json             the result as JSON
  --help

Secrets are taken from the environment only: GLASSHOUSE_TOKEN, SIGNOZ_API_KEY, and GLASSHOUSE_VERIFY_AUTHORIZATION for
the Authorization header that Jaeger, Tempo or Prometheus want.

Ends with 0 where all is there, 1 where anything is missing, 2 where the flags make no sense. Examples:

  bun run verify:telemetry
  OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 bun run verify:telemetry --jaeger http://localhost:16686
  bun run verify:telemetry --url https://glasshouse.example --tempo http://tempo:3200 --prometheus http://prometheus:9090

docs/verify.md tells more of each place, and of each reason.
`;

const FLAGS = {
	self: { type: 'boolean', default: false },
	otlp: { type: 'boolean', default: false },
	jaeger: { type: 'string' },
	tempo: { type: 'string' },
	prometheus: { type: 'string' },
	signoz: { type: 'string' },
	url: { type: 'string' },
	target: { type: 'string' },
	timeout: { type: 'string' },
	'no-schedule': { type: 'boolean', default: false },
	json: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

const BACKENDS = ['jaeger', 'tempo', 'prometheus', 'signoz'] as const satisfies readonly BackendName[];
const MOST_S = 3600;

/**
 * @returns `help` where that is asked for
 * @throws UsageError naming the flag, its value and what was expected
 */
export function parseOptions(args: string[]): Options | 'help' {
	const flags = valuesOf(args, FLAGS);
	if (flags.help) return 'help';
	const backends = BACKENDS.flatMap((name) => {
		const given = flags[name];
		return given === undefined ? [] : [{ name, url: address(name, given) }];
	});
	if (flags.otlp) refuseBeside(flags.url, backends);
	const seconds = flags.timeout ?? (flags.url === undefined ? '30' : '90');
	return {
		url: flags.url === undefined ? null : address('url', flags.url),
		target: flags.target === undefined ? null : address('target', flags.target),
		self: flags.self || (!flags.otlp && backends.length === 0),
		otlp: flags.otlp,
		backends,
		schedule: !flags['no-schedule'],
		timeoutMs: count('timeout', seconds, MOST_S) * 1000,
		json: flags.json,
	};
}

/** The receiver stands in the place of a collector: nothing gets further. */
function refuseBeside(url: string | undefined, backends: readonly { name: BackendName }[]): void {
	if (url !== undefined) {
		throw new UsageError(
			'--otlp: expected no --url beside it: only what is started here can be pointed at us',
		);
	}
	const [other] = backends;
	if (other === undefined) return;
	throw new UsageError(
		`--otlp: expected no --${other.name} beside it: what comes to our own receiver goes no further`,
	);
}

function address(flag: string, value: string): string {
	const url = URL.parse(value);
	if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
		throw new UsageError(`--${flag} ${value}: expected a URL that begins with http:// or https://`);
	}
	if (url.username !== '' || url.password !== '') {
		throw new UsageError(`--${flag}: expected no user name and password; secrets come from the environment`);
	}
	// Paths are added to it; what a check requests is taken as it is.
	if (flag !== 'target' && url.search + url.hash !== '') {
		throw new UsageError(`--${flag}: expected an address without a query`);
	}
	return value.replace(/\/+$/, '');
}

import { hostname } from 'node:os';
import { z } from 'zod';
import { parseTraceLinks } from './traceLinks';

/** A value in the environment that the app cannot start with. The message names variable, value, expectation. */
export class ConfigError extends Error {
	override readonly name = 'ConfigError';
}

const SECRET = new Set(['GLASSHOUSE_TOKEN', 'DATABASE_URL']);
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

const integer = (fallback: number, least: number, most: number) =>
	z
		.string()
		.regex(/^\d+$/)
		.transform(Number)
		.refine((n) => n >= least && n <= most)
		.default(fallback)
		.describe(`a whole number from ${least} to ${most}`);

const ratio = (fallback: number) =>
	z
		.string()
		.regex(/^(?:0|1|[01]?\.\d+)$/)
		.transform(Number)
		.refine((n) => n <= 1)
		.default(fallback)
		.describe('a number from 0 to 1');

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

const levelOr = <F extends LogLevel | undefined>(fallback: F) =>
	z
		.enum(LOG_LEVELS)
		.optional()
		.transform((level) => level ?? fallback)
		.describe(`one of ${LOG_LEVELS.join(', ')}`);

const boolean = (fallback: boolean) =>
	z
		.enum(['true', 'false'])
		.transform((text) => text === 'true')
		.default(fallback)
		.describe('true or false');

const environment = z.object({
	HOST: z.string().default('127.0.0.1').describe('an address to listen on'),
	PORT: integer(3000, 0, 65_535),
	SOCKET_PATH: z.string().optional().describe('the path of a unix socket'),
	BODY_SIZE_LIMIT: integer(524_288, 1024, 1_073_741_824),
	IDLE_TIMEOUT: integer(30, 1, 255),
	/** Read by the adapter, which would fail every request over a bad one. */
	ORIGIN: z
		.string()
		.refine((text) => /^https?:/.test(text) && URL.parse(text)?.origin === text.toLowerCase())
		.optional()
		.describe('the origin of a URL, such as https://status.example.com, without a path'),
	XFF_DEPTH: integer(1, 1, 100),
	DATABASE_URL: z
		.string()
		.regex(/^postgres(ql)?:\/\//)
		.optional()
		.describe('a URL that begins with postgres:// or postgresql://'),
	/** Nothing else can stand in an Authorization header. */
	GLASSHOUSE_TOKEN: z
		.string()
		.regex(/^[\x21-\x7e]{16,}$/)
		.optional()
		.describe('a secret of at least 16 characters, of ASCII and without spaces'),
	GLASSHOUSE_DATA_DIR: z.string().default('.data').describe('a folder'),
	GLASSHOUSE_ALLOW_PRIVATE_TARGETS: boolean(true),
	GLASSHOUSE_RETENTION_DAYS: integer(30, 1, 3650),
	GLASSHOUSE_CONCURRENCY: integer(50, 1, 1000),
	GLASSHOUSE_INSTANCE_ID: z
		.string()
		.regex(/^[\w.:-]{1,100}$/)
		.optional()
		.describe('1 to 100 letters, digits or any of . : - _'),
	/** The share of page loads that tell of themselves; 0 switches it off. */
	GLASSHOUSE_BROWSER_SAMPLE_RATIO: ratio(1),
	GLASSHOUSE_DATABASE_WAIT_MS: integer(30_000, 0, 600_000),
	GLASSHOUSE_SHUTDOWN_TIMEOUT_MS: integer(10_000, 0, 600_000),
	GLASSHOUSE_TRACE_LINKS: z
		.string()
		.default('')
		.transform(parseTraceLinks)
		.refine((links) => links !== null)
		.describe(
			'name=URL pairs with commas between, such as Jaeger=https://jaeger.example.com/trace/{traceId}',
		),
	GLASSHOUSE_LEAK_AFTER_MS: integer(600_000, 1000, 86_400_000),
	GLASSHOUSE_LOG_CONSOLE: boolean(true),
	GLASSHOUSE_LOG_LEVEL: levelOr('info'),
	GLASSHOUSE_LOG_FORMAT: z.enum(['text', 'json']).default('text').describe('text or json'),
	GLASSHOUSE_LOG_FILE: z.string().optional().describe('the path of a file that can be written'),
	GLASSHOUSE_LOG_FILE_LEVEL: levelOr(undefined),
	GLASSHOUSE_LOG_FILE_MAX_BYTES: integer(10_485_760, 4096, 1_073_741_824),
	GLASSHOUSE_LOG_OTLP_LEVEL: levelOr(undefined),
});

export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogSettings = Readonly<ReturnType<typeof logSettings>>;
export type Config = Readonly<ReturnType<typeof parseConfig>>;

/**
 * Reads the app's settings once. An empty value counts as unset, as OpenTelemetry's variables do.
 * @throws ConfigError naming the variable, its value (hidden for secrets) and what was expected.
 */
export function parseConfig(env: Record<string, string | undefined>) {
	const given = Object.fromEntries(
		Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
	);
	const parsed = environment.safeParse(given);
	if (!parsed.success) throw new ConfigError(explain(parsed.error, given));
	const e = parsed.data;
	refuseOpenDoor(e.HOST, e.SOCKET_PATH, e.GLASSHOUSE_TOKEN);
	return Object.freeze({
		host: e.HOST,
		port: e.PORT,
		socketPath: e.SOCKET_PATH,
		bodySizeLimitBytes: e.BODY_SIZE_LIMIT,
		databaseUrl: e.DATABASE_URL,
		token: e.GLASSHOUSE_TOKEN,
		dataDir: e.GLASSHOUSE_DATA_DIR,
		allowPrivateTargets: e.GLASSHOUSE_ALLOW_PRIVATE_TARGETS,
		retentionDays: e.GLASSHOUSE_RETENTION_DAYS,
		concurrency: e.GLASSHOUSE_CONCURRENCY,
		/** Names this process to the others on its database: stable over a restart, unique on its host. */
		instanceId: e.GLASSHOUSE_INSTANCE_ID ?? `${hostname()}:${e.SOCKET_PATH ?? e.PORT}`,
		browserSampleRatio: e.GLASSHOUSE_BROWSER_SAMPLE_RATIO,
		databaseWaitMs: e.GLASSHOUSE_DATABASE_WAIT_MS,
		shutdownTimeoutMs: e.GLASSHOUSE_SHUTDOWN_TIMEOUT_MS,
		/** A span that is open for longer is one that nobody ends. */
		leakAfterMs: e.GLASSHOUSE_LEAK_AFTER_MS,
		/** Where else a trace can be looked at. */
		traceLinks: e.GLASSHOUSE_TRACE_LINKS,
		log: logSettings(e),
	});
}

/** Three ways out for the same lines, each with a level of its own; `null` where it is switched off. */
function logSettings(e: z.infer<typeof environment>) {
	const level = e.GLASSHOUSE_LOG_LEVEL;
	return Object.freeze({
		console: e.GLASSHOUSE_LOG_CONSOLE ? { level, format: e.GLASSHOUSE_LOG_FORMAT } : null,
		file:
			e.GLASSHOUSE_LOG_FILE === undefined
				? null
				: {
						path: e.GLASSHOUSE_LOG_FILE,
						level: e.GLASSHOUSE_LOG_FILE_LEVEL ?? level,
						maxBytes: e.GLASSHOUSE_LOG_FILE_MAX_BYTES,
					},
		/** What telemetry gets: the live views in the app, and OTLP. */
		otlp: { level: e.GLASSHOUSE_LOG_OTLP_LEVEL ?? level },
	});
}

function explain(error: z.ZodError, given: Record<string, unknown>): string {
	return error.issues
		.map((issue) => {
			const name = String(issue.path[0]);
			const field = environment.shape[name as keyof typeof environment.shape];
			const value = SECRET.has(name) ? '(hidden)' : JSON.stringify(given[name]);
			return `${name}=${value} is not usable: expected ${field.description ?? issue.message}`;
		})
		.join('; ');
}

function refuseOpenDoor(host: string, socketPath: string | undefined, token: string | undefined): void {
	if (token !== undefined || socketPath !== undefined || LOOPBACK.has(host)) return;
	throw new ConfigError(
		`HOST=${JSON.stringify(host)} is not usable without GLASSHOUSE_TOKEN: anybody who can reach this address ` +
			`could use Glasshouse. Expected 127.0.0.1, or GLASSHOUSE_TOKEN set to a secret of at least 16 characters`,
	);
}

let current: Config | undefined;

/** The settings of this process, parsed at the first call. */
export function config(): Config {
	current ??= parseConfig(process.env);
	return current;
}

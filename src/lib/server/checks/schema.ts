import { z } from 'zod';

/** What a check is, as people and programs send it. Every bound is told in the error that names the field. */

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export const RUN_STATES = [
	'queued',
	'running',
	'passed',
	'failed',
	'inconclusive',
	'error',
	'cancelled',
] as const;
export const TERMINAL_STATES = ['passed', 'failed', 'inconclusive', 'error', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Written by the probe itself, so that a check can neither smuggle a request nor break its own trace. */
const RESERVED_HEADERS = new Set([
	'host',
	'content-length',
	'transfer-encoding',
	'connection',
	'upgrade',
	'keep-alive',
	'te',
	'trailer',
	'traceparent',
	'tracestate',
	'baggage',
]);

const httpUrl = z
	.url({ protocol: /^https?$/, error: 'expected a URL that begins with http:// or https://', abort: true })
	.max(2048)
	.refine((text) => {
		const url = URL.parse(text);
		return url !== null && url.username === '' && url.password === '';
	}, 'expected a URL without user name and password; use a header');

const headers = z
	.record(
		z.string().regex(HEADER_NAME, 'expected an HTTP header name').max(200),
		z.string().regex(HEADER_VALUE, 'expected text of one line, in ISO 8859-1').max(4096),
	)
	.refine(
		(given) =>
			new Set(Object.keys(given).map((name) => name.toLowerCase())).size === Object.keys(given).length,
		'expected each header once, in whatever case',
	)
	.refine((given) => Object.keys(given).length <= 50, 'expected at most 50 headers')
	.refine(
		(given) => Object.keys(given).every((name) => !RESERVED_HEADERS.has(name.toLowerCase())),
		`expected none of ${[...RESERVED_HEADERS].join(', ')}: Glasshouse writes these itself`,
	);

const status = z.union([
	z.int().min(100).max(599),
	z
		.string()
		.regex(/^[1-5]\d\d-[1-5]\d\d$/, {
			error: 'expected a status such as 200, or a range such as 200-299',
			abort: true,
		})
		.refine(
			(range) => Number(range.slice(0, 3)) <= Number(range.slice(4)),
			'expected the smaller status first',
		),
]);

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const expectSchema = z.strictObject({
	/** Default: 200-299. */
	status: status.optional(),
	/** Milliseconds from the start of the request to the last byte, redirects included. */
	maxDurationMs: z.int().min(1).max(300_000).optional(),
	bodyContains: z.string().min(1).max(10_000).optional(),
	/** RFC 9535 path; its first match must equal the value. */
	jsonPath: z.strictObject({ path: z.string().min(1).max(1000), equals: scalar }).optional(),
	/** The certificate must stay valid for at least so many days. */
	certificateDays: z.int().min(0).max(3650).optional(),
});

export const checkInput = z.strictObject({
	name: z.string().trim().min(1).max(200),
	url: httpUrl,
	method: z.enum(METHODS).default('GET'),
	headers: headers.default({}),
	body: z.string().max(65_536).nullable().default(null),
	/** Seconds between scheduled runs, 10 s to 1 day; `null`: only when asked for. */
	intervalSeconds: z.int().min(10).max(86_400).nullable().default(60),
	timeoutMs: z.int().min(100).max(300_000).default(10_000),
	/** How often a failed request is made again before the run has failed. */
	retries: z.int().min(0).max(5).default(0),
	expect: expectSchema.default({}),
	webhookUrl: httpUrl.nullable().default(null),
	enabled: z.boolean().default(true),
});

/** For a change: every part optional, nothing filled in. */
export const checkPatch = z.strictObject({
	name: z.string().trim().min(1).max(200).optional(),
	url: httpUrl.optional(),
	method: z.enum(METHODS).optional(),
	headers: headers.optional(),
	body: z.string().max(65_536).nullable().optional(),
	intervalSeconds: z.int().min(10).max(86_400).nullable().optional(),
	timeoutMs: z.int().min(100).max(300_000).optional(),
	retries: z.int().min(0).max(5).optional(),
	expect: expectSchema.optional(),
	webhookUrl: httpUrl.nullable().optional(),
	enabled: z.boolean().optional(),
});

export type Expectations = z.infer<typeof expectSchema>;
export type CheckInput = z.infer<typeof checkInput>;
export type CheckPatch = z.infer<typeof checkPatch>;

export const CHECK_STATES = ['waiting', 'passing', 'slow', 'failing', 'paused'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** A part of a request that can fail by itself. */
export const PHASES = [
	'policy',
	'dns',
	'connect',
	'tls',
	'request',
	'first_byte',
	'transfer',
	'redirect',
] as const;
export type Phase = (typeof PHASES)[number];

export const EXPECTATIONS = [
	'status',
	'maxDurationMs',
	'bodyContains',
	'jsonPath',
	'certificateDays',
] as const;
export type Expectation = (typeof EXPECTATIONS)[number];

/** Why a run did not pass: the phase that broke, or the expectation that was not met. */
export const failureSchema = z.object({
	phase: z.enum(PHASES).nullable(),
	expectation: z.enum(EXPECTATIONS).nullable(),
	expected: z.string(),
	actual: z.string(),
	/** One sentence for people. */
	message: z.string(),
	/** A stable code such as ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED, TIMEOUT; `null` for an expectation. */
	errorCode: z.string().nullable(),
	/** The URL of the hop that failed, without query and credentials. */
	url: z.string(),
});
export type Failure = z.infer<typeof failureSchema>;

/** Milliseconds each phase took; `null` where it was not reached. */
export const timingsSchema = z.object({
	dnsMs: z.number().nullable(),
	connectMs: z.number().nullable(),
	tlsMs: z.number().nullable(),
	firstByteMs: z.number().nullable(),
	transferMs: z.number().nullable(),
	totalMs: z.number(),
});
export type Timings = z.infer<typeof timingsSchema>;

/** What a failing run keeps of the answer; secrets are masked, the body is cut at 64 KB. */
export const keptResponseSchema = z.object({
	status: z.int().nullable(),
	headers: z.record(z.string(), z.string()),
	body: z.string(),
	bodyTruncated: z.boolean(),
});
export type KeptResponse = z.infer<typeof keptResponseSchema>;

/** What one attempt saw. Small by design, for it is a step's durable output: the body itself is not in it. */
export const observationSchema = z.object({
	/** ISO 8601. */
	startedAt: z.string(),
	url: z.string(),
	redirects: z.int(),
	status: z.int().nullable(),
	/** `1.1` or `2`; `null` when no answer came. */
	httpVersion: z.string().nullable(),
	remoteAddress: z.string().nullable(),
	certificateExpiresAt: z.string().nullable(),
	bodyBytes: z.int(),
	timings: timingsSchema,
	/** Longest that this process' event loop stood still during the attempt, in milliseconds. */
	blockedMs: z.number(),
	/** What broke before a whole answer was there. */
	failure: failureSchema.nullable(),
	/** Whether the body held `expect.bodyContains`; `null` where that was not asked. */
	bodyContains: z.boolean().nullable(),
	/** What `expect.jsonPath` found, as JSON text of at most 200 characters; `null` where it was not asked. */
	jsonPathFound: z.string().nullable(),
});
export type Observation = z.infer<typeof observationSchema>;

import { z } from 'zod';

/** Spans in one report, and the bytes of its JSON, at most. */
export const MOST_SPANS = 50;
export const MOST_BYTES = 32 * 1024;

const HOUR_MS = 3_600_000;

const traceId = z.string().regex(/^(?!0+$)[0-9a-f]{32}$/);
const spanId = z.string().regex(/^(?!0+$)[0-9a-f]{16}$/);
/** By the browser's clock, in milliseconds since the Unix epoch. */
const timeMs = z.number().min(0).max(8.64e15);
const durationMs = z.number().min(0).max(HOUR_MS);
/** Of kit, such as `/runs/[id]`; never a path, which may name anything. */
const route = z
	.string()
	.max(200)
	.regex(/^\/[\w\-./()[\]=]*$/)
	.nullable();

const place = {
	traceId,
	spanId,
	parentSpanId: spanId.nullable(),
	sampled: z.boolean(),
	startMs: timeMs,
	durationMs,
};

const pageLoad = z.strictObject({
	...place,
	type: z.literal('page_load'),
	route,
	navigation: z.enum(['navigate', 'reload', 'back_forward', 'prerender']),
	/** Since the beginning of the load; what did not happen is left out. */
	phasesMs: z.strictObject({
		dns: durationMs.optional(),
		connect: durationMs.optional(),
		request: durationMs.optional(),
		response: durationMs.optional(),
		dom_interactive: durationMs.optional(),
		dom_content_loaded: durationMs.optional(),
		first_contentful_paint: durationMs.optional(),
	}),
	transferBytes: z.int().min(0).optional(),
});

const navigation = z.strictObject({
	...place,
	type: z.literal('navigation'),
	route,
	from: route,
	/** What kit says it came from. */
	navigation: z.enum(['form', 'goto', 'link', 'popstate']),
	/** Another one began before it was over, or it led away. */
	aborted: z.boolean(),
});

const fetched = z.strictObject({
	...place,
	type: z.literal('fetch'),
	method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
	path: z.string().max(500).regex(/^\//),
	/** `null` where there was no answer. */
	status: z.int().min(100).max(599).nullable(),
});

const vital = z.strictObject({
	...place,
	type: z.literal('vital'),
	route,
	name: z.enum(['LCP', 'INP', 'CLS']),
	/** In milliseconds; of CLS a score. */
	value: z.number().min(0).max(HOUR_MS),
	rating: z.enum(['good', 'needs-improvement', 'poor']),
	navigation: z.enum([
		'navigate',
		'reload',
		'back-forward',
		'back-forward-cache',
		'prerender',
		'restore',
		'soft-navigation',
	]),
});

/** What a page of ours tells of itself: nothing in it is free text, for anybody who may see the page can send it. */
export const browserReport = z.strictObject({
	/** When it was sent, by the browser's clock. */
	sentAtMs: timeMs,
	/** The server's time as the page told it, and when that was heard, by the browser's clock. */
	heard: z.strictObject({ serverMs: timeMs, atMs: timeMs }).nullable(),
	spans: z
		.array(z.discriminatedUnion('type', [pageLoad, navigation, fetched, vital]))
		.min(1)
		.max(MOST_SPANS),
});

export type BrowserReport = z.infer<typeof browserReport>;
export type BrowserSpan = BrowserReport['spans'][number];
export type VitalSpan = Extract<BrowserSpan, { type: 'vital' }>;

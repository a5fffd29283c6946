import { z } from 'zod';
import { SPREAD } from './statistics';

/** What a run of the benchmark tells, in the form in which `--json` prints it and bench/results keeps it. */

/** Where and with what was measured: without it a number means little. */
export const SURROUNDINGS = z.object({
	date: z.iso.date(),
	machine: z.string(),
	/** Average number of runnable tasks over the minute before: who else was at work. */
	loadBefore: z.number(),
	versions: z.record(z.string(), z.string()),
	/** What asked. */
	load: z.string(),
});

/** What a sink has received of one variant. */
export const RECEIVED = z.object({
	/** Those of requests: neither more nor fewer than requests make. */
	spans: z.int(),
	/** Those of connections that were opened or waited for: they come as they come. */
	connectionSpans: z.int(),
	logRecords: z.int(),
	dataPoints: z.int(),
	/** Of request bodies, as they came. */
	bytes: z.int(),
});

/** Medians of all rounds, where nothing else is said. */
const ROUTE_VARIANT = z.object({
	name: z.string(),
	title: z.string(),
	baseline: z.string(),
	/** User and system time of the server, a request. */
	cpuMicros: SPREAD,
	/** To the baseline in the same round. */
	ratio: SPREAD,
	requestsPerSecond: z.number(),
	p50Ms: z.number(),
	p99Ms: z.number(),
	/** The most of the whole life of a process, the warm-up included. */
	peakRssBytes: z.number(),
	/** Requests served from start to stop, the warm-up among them, and what the sink has received of them. */
	served: z.int(),
	received: RECEIVED,
	/** What should have been received and was not; null where all is there. */
	missing: z.string().nullable(),
});

export const ROUTE_RESULT = z.object({
	measurement: z.enum(['api', 'page', 'static', 'check']),
	surroundings: SURROUNDINGS,
	settings: z.object({
		rounds: z.int(),
		seconds: z.number(),
		warmUpSeconds: z.number(),
		connections: z.int(),
	}),
	variants: z.array(ROUTE_VARIANT),
	/** What could not be measured here, and why. */
	skipped: z.array(z.object({ name: z.string(), title: z.string(), why: z.string() })),
});

/** A small program with one preload or none; each of its starts is compared with one without, of the same round. */
const STARTED_VARIANT = z.object({
	name: z.string(),
	title: z.string(),
	/** From the start of the process to its program's first statement. */
	wallMs: SPREAD,
	addedMs: SPREAD,
	/** User and system time by then. */
	addedCpuMs: SPREAD,
	/** Resident memory by then. */
	addedRssBytes: SPREAD,
});

export const START_RESULT = z.object({
	measurement: z.literal('start'),
	surroundings: SURROUNDINGS,
	rounds: z.int(),
	variants: z.array(STARTED_VARIANT),
});

const SPAN_MAKER = z.object({
	name: z.string(),
	title: z.string(),
	/** Elapsed time, and user and system time with that of the garbage collector's threads, a span. */
	micros: SPREAD,
	cpuMicros: SPREAD,
	bytesPerSpan: z.number(),
});

export const SPAN_RESULT = z.object({
	measurement: z.literal('span'),
	surroundings: SURROUNDINGS,
	rounds: z.int(),
	spansPerRound: z.int(),
	variants: z.array(SPAN_MAKER),
	/** Ours to the official one's, of the same round. */
	ratio: SPREAD,
});

export const RESULT = z.discriminatedUnion('measurement', [ROUTE_RESULT, START_RESULT, SPAN_RESULT]);

export type Surroundings = z.infer<typeof SURROUNDINGS>;
export type Received = z.infer<typeof RECEIVED>;
export type VariantResult = z.infer<typeof ROUTE_VARIANT>;
export type RouteResult = z.infer<typeof ROUTE_RESULT>;
export type StartResult = z.infer<typeof START_RESULT>;
export type SpanResult = z.infer<typeof SPAN_RESULT>;
export type Result = z.infer<typeof RESULT>;

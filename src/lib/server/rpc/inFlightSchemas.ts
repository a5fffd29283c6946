import { z } from 'zod';
import type { InFlight, InFlightOperation } from '$server/observe/inFlight';
import type { Resources } from '$server/observe/pools';
import type { RuntimeSample } from '$telemetry/live/types';
import type { EndedOperation, Operation } from '$trace/inFlight';
import { KIND_LETTERS, KINDS } from '$trace/kind';

/** The shape of what is in flight, for the OpenAPI document; the types hold it to `$server/observe/inFlight`. */

const count = z.int().min(0);
const ms = z.number().min(0);
const nanoseconds = z.string().describe('Nanoseconds since the Unix epoch, as a decimal string.');
const checkName = z.string().nullable().describe('What its run checks.');

const operation = {
	traceId: z.string(),
	spanId: z.string(),
	kind: z
		.enum(KIND_LETTERS)
		.describe(KIND_LETTERS.map((letter) => `${letter}: ${KINDS[letter].label}`).join(', ')),
	name: z.string(),
	service: z.string(),
	route: z.string().nullable(),
	runId: z.string().nullable(),
	startTimeUnixNano: nanoseconds,
} satisfies Record<keyof Operation, z.ZodType>;

const openOperation: z.ZodType<InFlightOperation> = z.object({
	...operation,
	checkName,
	phase: z
		.object({ name: z.string(), startTimeUnixNano: nanoseconds })
		.nullable()
		.describe('Which part of it is open.'),
	waitsFor: z
		.object({ spanId: z.string(), name: z.string() })
		.nullable()
		.describe('The operation below that it only waits for.'),
	longByDesign: z
		.enum(['websocket', 'stream', 'pause'])
		.nullable()
		.describe('What is neither slow nor stuck, however long it lasts.'),
	usual: z
		.object({ count, p50Ms: ms, p99Ms: ms })
		.nullable()
		.describe('How long those like it took lately; null where there are too few.'),
	leaked: z.boolean().describe('It was reported as one that nobody ends.'),
});

const endedOperation: z.ZodType<EndedOperation & { checkName: string | null }> = z.object({
	...operation,
	checkName,
	endTimeUnixNano: nanoseconds,
	failed: z.boolean(),
	statusCode: z.int().nullable(),
});

const runtimeSample: z.ZodType<RuntimeSample> = z.object({
	atMs: ms.describe('Milliseconds since the Unix epoch.'),
	delayP50Ms: ms.describe('By how much timers were late over the ten seconds before.'),
	delayP99Ms: ms,
	delayMaxMs: ms,
	cpuShare: z.number().describe('CPU time since the sample before, as a share of one CPU.'),
	heapBytes: count.describe('Live bytes of the heap as of its last collection.'),
	residentBytes: count.describe('Physical memory in use.'),
});

const resources: z.ZodType<Resources> = z.object({
	pools: z.array(
		z.object({
			name: z.enum(['postgres', 'engine', 'workers', 'spans']),
			used: count,
			most: count,
			waiting: count,
		}),
	),
	queue: z
		.object({ waiting: count, oldestMs: ms.nullable() })
		.nullable()
		.describe(
			'Runs that wait, which all processes on a database share; null where it does not tell in time.',
		),
	handles: z
		.object({ sockets: count, pipes: count, files: count, others: count })
		.nullable()
		.describe('What the process holds open; Linux only.'),
});

export const inFlightSchema: z.ZodType<InFlight> = z.object({
	open: z.array(openOperation).describe('Open now, the oldest first.'),
	leftOut: count.describe('How many more are open.'),
	ended: z.array(endedOperation).describe('Ended within the last minute, the newest first.'),
	runtime: z.array(runtimeSample).describe('Of the last quarter of an hour, every five seconds.'),
	resources,
});

import { zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { FeedItem } from '$trace/feed';
import { logLineSchema, sessionEventSchema, traceSpanSchema } from '../wireSchemas';

/** Raise it where a message means something else than before; others than one's own are not read. */
const VERSION = 1;
/** PostgreSQL: a payload must be shorter than 8,000 bytes. Base64 leaves room for the rest of a part. */
const PART_CHARACTERS = 7600;
/** What a message may be unpacked to. */
const MOST_BYTES = 4 * 1024 * 1024;
export const MOST_PARTS = 64;

/** The channel on which processes say which runs are watched in them. */
export const WATCH_CHANNEL = 'glasshouse_watch';

const id = z.string().min(1).max(200);

const interestSchema = z.object({
	v: z.literal(VERSION),
	/** The process. */
	from: id,
	/** One watcher in it. */
	watcher: id,
	runId: z.uuid(),
	traceId: z.string().regex(/^[0-9a-f]{32}$/),
	/** `replay`: tell all that is held, and from then on what happens. `stop`: this watcher has gone. */
	wants: z.enum(['replay', 'more', 'stop']),
});

/** Somebody watches a run, and says so again and again. */
export type Interest = Omit<z.infer<typeof interestSchema>, 'v'>;

const partSchema = z.object({
	v: z.literal(VERSION),
	from: id,
	/** The only watcher that it is for, or all of them. */
	to: id.nullable(),
	/** Of one process, each with a number of its own. */
	message: z.int().nonnegative(),
	part: z.int().nonnegative(),
	parts: z.int().min(1).max(MOST_PARTS),
	body: z.string().max(PART_CHARACTERS),
});

/** One piece of a message, in a payload of its own. */
export type Part = Omit<z.infer<typeof partSchema>, 'v'>;

const itemSchema: z.ZodType<FeedItem<never>> = z.discriminatedUnion('type', [
	z.object({ type: z.enum(['span.start', 'span.end']), span: traceSpanSchema }),
	z.object({ type: z.literal('log'), log: logLineSchema }),
	z.object({ type: z.literal('session.event'), event: sessionEventSchema }),
]);

/** The channel on which a run is told of: its watchers alone listen there. */
export function runChannel(runId: string): string {
	return `glasshouse_run_${runId.replaceAll('-', '')}`;
}

export function writeInterest(interest: Interest): string {
	return JSON.stringify({ v: VERSION, ...interest });
}

/** @throws where it is none, or of another version */
export function readInterest(payload: string): Interest {
	return interestSchema.parse(JSON.parse(payload));
}

/** What is to be told, packed and split, each part short enough for a payload. @returns `null` where it is too much */
export function writeParts(
	items: readonly FeedItem[],
	{ from, to, message }: Pick<Part, 'from' | 'to' | 'message'>,
): string[] | null {
	const body = Bun.zstdCompressSync(JSON.stringify(items), { level: 1 }).toString('base64');
	const parts = Math.ceil(body.length / PART_CHARACTERS);
	if (parts > MOST_PARTS) return null;
	return Array.from({ length: parts }, (_, part) => {
		const piece = body.slice(part * PART_CHARACTERS, (part + 1) * PART_CHARACTERS);
		return JSON.stringify({ v: VERSION, from, to, message, part, parts, body: piece });
	});
}

/** @throws where it is none, or of another version */
export function readPart(payload: string): Part {
	return partSchema.parse(JSON.parse(payload));
}

/** @param body all parts of a message in their order @throws where it is not what `writeParts` makes */
export function readItems(body: string): { items: FeedItem[]; unusable: number } {
	const json = zstdDecompressSync(Buffer.from(body, 'base64'), { maxOutputLength: MOST_BYTES }).toString(
		'utf8',
	);
	const given = z.array(z.unknown()).parse(JSON.parse(json));
	const items = given.map((item) => itemSchema.safeParse(item)).flatMap(({ data }) => data ?? []);
	return { items, unusable: given.length - items.length };
}

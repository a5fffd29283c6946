import type { Run } from '$server/checks/model';
import type { FeedFrame, FeedItem } from '$trace/feed';

/** What a frame of each type must carry to be one. */
const PARTS: Record<FeedFrame['type'], [key: string, type: 'object' | 'string' | 'number'] | null> = {
	hello: ['timeUnixNano', 'string'],
	dropped: ['count', 'number'],
	'span.start': ['span', 'object'],
	'span.end': ['span', 'object'],
	log: ['log', 'object'],
	'session.event': ['event', 'object'],
	run: ['run', 'object'],
	end: null,
	'access.end': ['reason', 'string'],
};

const WITHOUT_CURSOR = new Set<string>(['dropped', 'access.end'] satisfies FeedFrame['type'][]);

/**
 * Reads a message of `/api/v1/live`: enough to tell a frame from anything else, for the server has checked the rest.
 * @throws Error where it is none
 */
export function readFrame(data: unknown): FeedFrame<Run> {
	const frame: unknown = typeof data === 'string' ? JSON.parse(data) : undefined;
	if (!isFrame(frame)) throw new Error('Expected a frame of the live feed');
	return frame;
}

/** The item that a frame tells of, if it does. */
export function itemOf(frame: FeedFrame<Run>): FeedItem<Run> | undefined {
	return 'cursor' in frame && frame.type !== 'hello' ? frame : undefined;
}

function isFrame(frame: unknown): frame is FeedFrame<Run> {
	if (typeof frame !== 'object' || frame === null || !('type' in frame)) return false;
	const { type } = frame;
	if (typeof type !== 'string' || !isType(type)) return false;
	if (!WITHOUT_CURSOR.has(type) && !has(frame, 'cursor', 'string')) return false;
	const part = PARTS[type];
	return part === null || has(frame, ...part);
}

function isType(type: string): type is FeedFrame['type'] {
	return Object.hasOwn(PARTS, type);
}

function has(frame: object, key: string, type: 'object' | 'string' | 'number'): boolean {
	const value: unknown = Reflect.get(frame, key);
	return typeof value === type && value !== null;
}

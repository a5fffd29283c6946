import type { TraceSpan } from '$trace/wire';
import type { TracePart } from '../sessions/traceParts';

/** A process writes an open trace about once a second; one that has been silent for so long is not at it any more. */
const SILENT_MS = 30_000;

/**
 * Closes the spans that a killed process left open: it will not end them, and a bar must not grow for ever. They end
 * when that process was last heard of, as errors, and say that they were lost.
 */
export function closeLostSpans({ spans, updatedAt }: Pick<TracePart, 'spans' | 'updatedAt'>): TraceSpan[] {
	const heardAt = `${updatedAt.getTime()}000000`;
	return spans.map((span) => (span.endTimeUnixNano === null ? lost(span, heardAt) : span));
}

/**
 * Whether the process that kept a part is gone: a former life of this one, or one that has long been silent.
 * @param self this process as an owner of parts
 * @param nowMs `Date.now`
 */
export function isLeftBehind(
	part: Pick<TracePart, 'instanceId' | 'updatedAt'>,
	self: string,
	nowMs: number,
): boolean {
	if (part.instanceId === self) return false;
	const instance = (owner: string) => owner.slice(0, owner.lastIndexOf('#'));
	return instance(part.instanceId) === instance(self) || nowMs - part.updatedAt.getTime() >= SILENT_MS;
}

function lost(span: TraceSpan, heardAt: string): TraceSpan {
	return {
		...span,
		endTimeUnixNano: BigInt(heardAt) > BigInt(span.startTimeUnixNano) ? heardAt : span.startTimeUnixNano,
		status: { code: 'error', message: 'The process ended before this span did' },
		attributes: { ...span.attributes, 'glasshouse.span.lost': true },
	};
}

/** opentelemetry.proto.trace.v1.SpanFlags: the low byte is W3C's, these two say whether the parent is remote. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;
const W3C = 0xff;

/** @param isRemote of the parent, or of the linked context; a missing one means local, as the official exporter says */
export function spanFlags(traceFlags: number, isRemote: boolean | undefined): number {
	return (traceFlags & W3C) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0);
}

/** What `spanFlags` was made of. */
export function readFlags(flags: number): { traceFlags: number; isRemote: boolean } {
	return { traceFlags: flags & W3C, isRemote: (flags & IS_REMOTE) !== 0 };
}

import { tag } from './tags';
import type { ProtobufWriter } from './writer';

/** `ScopeSpans.spans`, `ScopeLogs.log_records`, `ScopeMetrics.metrics`: what an item is written under. */
export const ITEM = tag(2, 'bytes');

/** A count of what was dropped; none is protobuf's default and takes no bytes. */
export function writeCount(writer: ProtobufWriter, field: number, count: number | undefined): void {
	if (!count) return;
	writer.varint(field);
	writer.varint(count);
}

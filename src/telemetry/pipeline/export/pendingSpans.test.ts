import { expect, test } from 'bun:test';
import { spansOf } from '../../../../tests/support/otlp/decode';
import { decodeProtobuf } from '../../../../tests/support/otlp/schema';
import { encodeEnded } from '../../otlp/endedSpan';
import { giveBack } from '../../otlp/protobuf/request';
import { Random } from '../../testing/random';
import { randomSpans } from '../../testing/randomSpans';
import { PendingSpans } from './pendingSpans';

const spans = randomSpans(new Random(4), 20);
const ids = spans.map((span) => span.spanContext().spanId);

function taken(pending: PendingSpans): string[] {
	const load = pending.take();
	const body = load.encode('http/protobuf');
	const found = spansOf(decodeProtobuf('traces', body)).map(({ spanId }) => spanId);
	expect(load.items).toBe(found.length);
	expect(load.halves()).toEqual([]);
	load.release?.();
	giveBack(body);
	return found.sort();
}

test('spans wait in batches, the oldest first, and the newest are refused where there is no room', () => {
	const pending = new PendingSpans({ maxQueueSize: 12, maxExportBatchSize: 5 });
	const added = spans.map((span, at) => pending.add(at % 2 === 0 ? span : encodeEnded(span)));
	expect(added).toEqual(spans.map((_, at) => at < 12));
	expect([pending.length, pending.capacity]).toEqual([12, 12]);
	expect(taken(pending)).toEqual(ids.slice(0, 5).sort());
	expect(taken(pending)).toEqual(ids.slice(5, 10).sort());
	expect(pending.length).toBe(2);
	expect(spans.slice(12).map((span) => pending.add(span))).toEqual(Array<boolean>(8).fill(true));
	expect(taken(pending)).toEqual([...ids.slice(10, 12), ...ids.slice(12, 15)].sort());
	expect(taken(pending)).toEqual(ids.slice(15, 20).sort());
	expect(taken(pending)).toEqual([]);
	expect(pending.length).toBe(0);
});

test('a batch goes before it is full where it is due', () => {
	const pending = new PendingSpans({ maxQueueSize: 12, maxExportBatchSize: 5 });
	for (const span of spans.slice(0, 3)) pending.add(span);
	expect(taken(pending)).toEqual(ids.slice(0, 3).sort());
	for (const span of spans.slice(3, 5)) pending.add(span);
	expect(taken(pending)).toEqual(ids.slice(3, 5).sort());
});

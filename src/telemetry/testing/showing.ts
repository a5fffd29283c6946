import type { MemoryLiveStore } from '../live/store';
import { SpanCounts } from '../pipeline/spanCounts';
import { SpanPipeline } from '../pipeline/spans';
import { NOTHING_IS_SLOW } from './slow';

/** A pipeline that leads to the live store, and nowhere else. */
export function showing(live: MemoryLiveStore): SpanPipeline {
	return new SpanPipeline({
		live,
		counts: new SpanCounts(),
		export: null,
		keep: null,
		slow: NOTHING_IS_SLOW,
	});
}

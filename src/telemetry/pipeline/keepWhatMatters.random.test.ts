import { SpanStatusCode, TraceFlags, type Span } from '@opentelemetry/api';
import { describe, expect, test } from 'bun:test';
import { keeping, type Begin } from '../testing/keeping';

/** mulberry32: the same numbers in every run. */
function randomness(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

interface Happened {
	spans: Span[];
	matters: boolean;
	sampled: boolean;
}

/**
 * Starts and ends spans of many traces at random, all mixed: children that outlive their parents, second local
 * roots after the last span has ended, remote parents of both kinds, errors, slow roots.
 */
function happen(begin: (options: Begin) => Span, random: () => number, steps: number): Map<string, Happened> {
	const traces = new Map<string, Happened>();
	const open: Span[] = [];
	const started = (span: Span, slow: boolean) => {
		const { traceId, traceFlags } = span.spanContext();
		const known = traces.get(traceId) ?? {
			spans: [],
			matters: false,
			sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
		};
		known.spans.push(span);
		known.matters ||= slow;
		traces.set(traceId, known);
		open.push(span);
	};
	const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(random() * values.length)];
	const beginRoot = () => {
		const slow = random() < 0.05;
		const back = random() < 0.3 ? pick([...traces]) : undefined;
		const hex = () =>
			Math.floor(random() * 0xffffffff)
				.toString(16)
				.padStart(8, '0');
		const fresh =
			random() < 0.4 ? { traceId: hex() + hex() + hex() + hex(), sampled: random() < 0.2 } : undefined;
		const remote = back === undefined ? fresh : { traceId: back[0], sampled: back[1].sampled };
		started(begin({ remote, lastedMs: slow ? 90_000 : 0 }), slow);
	};
	for (let step = 0; step < steps; step += 1) {
		const parent = pick(open);
		if (parent === undefined || random() < 0.15) beginRoot();
		else if (random() < 0.45) started(begin({ parent }), false);
		else {
			open.splice(open.indexOf(parent), 1);
			const known = traces.get(parent.spanContext().traceId);
			if (random() < 0.04 && known !== undefined) {
				known.matters = true;
				parent.setStatus({ code: SpanStatusCode.ERROR });
			}
			parent.end();
		}
	}
	for (const span of open) span.end();
	return traces;
}

const idsOf = (spans: readonly { spanContext(): { spanId: string } }[]) =>
	spans.map((span) => span.spanContext().spanId).sort();

describe.each([
	['shown', false],
	['more than people can look at', true],
])('of random traces, all mixed, that are %s', (_, passes) => {
	for (const seed of [1, 2, 3, 4, 5]) {
		test(`exactly those that are sampled or matter go out, whole, each span once (seed ${seed})`, () => {
			const { keep, begin, exported } = keeping({ ratio: 0.2, passes });
			const traces = [...happen(begin, randomness(seed), 6_000).values()];
			const expected = traces.filter(({ matters, sampled }) => matters || sampled);
			const lost = traces.filter(({ matters, sampled }) => !matters && !sampled);
			expect(idsOf(exported)).toEqual(idsOf(expected.flatMap(({ spans }) => spans)));
			expect(expected.filter(({ sampled }) => !sampled).length).toBeGreaterThan(20);
			expect(lost.length).toBeGreaterThan(20);
			keep.shutdown();
			const { sampled, error, slow, let_go, pushed_out } = keep.decisions();
			expect({ sampled, kept: sampled + error + slow, let_go, pushed_out }).toEqual({
				sampled: traces.filter((one) => one.sampled).length,
				kept: expected.length,
				let_go: lost.length,
				pushed_out: 0,
			});
		});

		test(`in a buffer too small, none goes out in vain or twice, and what is incomplete is counted (seed ${seed})`, () => {
			const { keep, begin, exported } = keeping({ ratio: 0.2, bufferSpans: 40, passes });
			const traces = [...happen(begin, randomness(seed), 6_000).values()];
			const ids = new Set(idsOf(exported));
			expect(ids.size).toBe(exported.length);
			const worthy = traces.filter(({ matters, sampled }) => matters || sampled);
			expect(ids.isSubsetOf(new Set(idsOf(worthy.flatMap(({ spans }) => spans))))).toBe(true);
			const whole = ({ spans }: Happened) => idsOf(spans).every((id) => ids.has(id));
			expect(worthy.filter(({ sampled }) => sampled).every(whole)).toBe(true);
			const incomplete = worthy.filter((one) => !whole(one));
			expect(keep.decisions().pushed_out).toBeGreaterThan(incomplete.length);
			expect(incomplete.length).toBeLessThan(worthy.length);
		});
	}
});

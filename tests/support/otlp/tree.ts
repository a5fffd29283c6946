import type { ReceivedSpan } from './decode';

/** Questions about the spans of one trace; each failure shows the whole tree. */
export class SpanTree {
	constructor(readonly spans: ReceivedSpan[]) {}

	/** The one span that fits. @throws where there is none or more than one. */
	one(what: string, fits: (span: ReceivedSpan) => boolean): ReceivedSpan {
		const [found, ...more] = this.spans.filter(fits);
		if (found === undefined) throw new Error(`No span is ${what} in:\n${this.toString()}`);
		if (more.length > 0) throw new Error(`${more.length + 1} spans are ${what} in:\n${this.toString()}`);
		return found;
	}

	all(fits: (span: ReceivedSpan) => boolean): ReceivedSpan[] {
		return this.spans.filter(fits);
	}

	parentOf(span: ReceivedSpan): ReceivedSpan | undefined {
		return this.spans.find((candidate) => candidate.spanId === span.parentSpanId);
	}

	childrenOf(span: ReceivedSpan): ReceivedSpan[] {
		return this.spans.filter((candidate) => candidate.parentSpanId === span.spanId);
	}

	/** Its ancestors, the nearest first. */
	ancestorsOf(span: ReceivedSpan): ReceivedSpan[] {
		const parent = this.parentOf(span);
		return parent === undefined ? [] : [parent, ...this.ancestorsOf(parent)];
	}

	isUnder(span: ReceivedSpan, ancestor: ReceivedSpan): boolean {
		return this.ancestorsOf(span).includes(ancestor);
	}

	/** Spans that name a parent which is not here. `remoteParent` is one that the test itself sent along. */
	orphans(remoteParent?: string): ReceivedSpan[] {
		return this.spans.filter(
			(span) =>
				span.parentSpanId !== null && span.parentSpanId !== remoteParent && this.parentOf(span) === undefined,
		);
	}

	roots(): ReceivedSpan[] {
		return this.spans.filter((span) => span.parentSpanId === null);
	}

	toString(): string {
		const known = new Set(this.spans.map((span) => span.spanId));
		const tops = this.spans.filter((span) => span.parentSpanId === null || !known.has(span.parentSpanId));
		return tops.map((span) => this.branch(span, 0)).join('\n');
	}

	private branch(span: ReceivedSpan, depth: number): string {
		const orphan =
			depth === 0 && span.parentSpanId !== null ? ` (parent ${span.parentSpanId} is not here)` : '';
		const own = `${'  '.repeat(depth)}${span.kind} ${span.name} [${span.service} ${span.scope}] ${span.status}${orphan}`;
		return [own, ...this.childrenOf(span).map((child) => this.branch(child, depth + 1))].join('\n');
	}
}

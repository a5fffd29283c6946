import {
	INVALID_SPAN_CONTEXT,
	type AnyValue,
	type Attributes,
	type Exception,
	type Link,
	type Span,
	type SpanContext,
	type SpanStatus,
	type TimeInput,
} from '@opentelemetry/api';
import { guard } from '../guard';

/** A span for those that touch it unguarded: what it stands for may throw, and they do not notice. */
export class GuardedSpan implements Span {
	constructor(private readonly span: Span) {}

	spanContext(): SpanContext {
		return guard('Asking for a span context', () => this.span.spanContext()) ?? INVALID_SPAN_CONTEXT;
	}

	setAttribute(key: string, value: AnyValue): this {
		return this.change((span) => span.setAttribute(key, value));
	}

	setAttributes(attributes: Attributes): this {
		return this.change((span) => span.setAttributes(attributes));
	}

	addEvent(name: string, attributesOrStartTime?: Attributes | TimeInput, startTime?: TimeInput): this {
		return this.change((span) => span.addEvent(name, attributesOrStartTime, startTime));
	}

	addLink(link: Link): this {
		return this.change((span) => span.addLink(link));
	}

	addLinks(links: Link[]): this {
		return this.change((span) => span.addLinks(links));
	}

	setStatus(status: SpanStatus): this {
		return this.change((span) => span.setStatus(status));
	}

	updateName(name: string): this {
		return this.change((span) => span.updateName(name));
	}

	end(endTime?: TimeInput): void {
		guard('Ending a span', () => this.span.end(endTime));
	}

	isRecording(): boolean {
		return guard('Asking a span', () => this.span.isRecording()) ?? false;
	}

	recordException(exception: Exception, time?: TimeInput): void {
		guard('Recording an exception', () => this.span.recordException(exception, time));
	}

	private change(how: (span: Span) => unknown): this {
		guard('Changing a span', () => how(this.span));
		return this;
	}
}

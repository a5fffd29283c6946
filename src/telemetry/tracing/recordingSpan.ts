import {
	SpanStatusCode,
	type AnyValue,
	type Attributes,
	type Exception,
	type HrTime,
	type Link,
	type SpanContext,
	type SpanKind,
	type SpanStatus,
	type TimeInput,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { Span as SdkSpan, SpanProcessor, TimedEvent } from '@opentelemetry/sdk-trace';
import { guard, report } from '../guard';
import { cleanValue, isKey, type AttributeRedactor, type StartAttributes } from './attributes';
import { cleanEvent } from './events';
import { exceptionAttributes } from './exceptionAttributes';
import type { Limits } from './limits';
import { cleanLink } from './links';
import { appended, NONE } from './lists';
import { hrTimeOf, isBefore, momentOf, type Moment } from './moment';
import type { LocalSpanContext } from './spanContext';
import { hrTimeDuration, isTimeInput } from './times';
import { warn } from './warn';

/** What all spans of a tracer have in common. */
export interface SpanOrigin {
	readonly resource: Resource;
	readonly instrumentationScope: InstrumentationScope;
	readonly limits: Limits;
	/** Must not throw. */
	readonly processor: Required<SpanProcessor>;
	readonly redact: AttributeRedactor | undefined;
}

const EXCEPTION = 'exception';
const UNSET: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });

/**
 * A span that is recorded: what the API calls a span and the SDK a readable one, in one flat object that means what the
 * SDK's means (https://opentelemetry.io/docs/specs/otel/trace/sdk/). It never throws, whatever it is given.
 */
export class RecordingSpan implements SdkSpan {
	name: string;
	readonly kind: SpanKind;
	readonly parentSpanContext?: SpanContext;
	readonly attributes: Attributes;
	droppedAttributesCount: number;
	links: Link[] = NONE;
	droppedLinksCount = 0;
	events: TimedEvent[] = NONE;
	droppedEventsCount = 0;
	status: SpanStatus = UNSET;
	ended = false;
	readonly #origin: SpanOrigin;
	readonly #context: LocalSpanContext;
	readonly #start: Moment;
	#end: Moment | undefined;
	#attributeCount: number;

	/** Tells nobody: that is the tracer's part. */
	constructor(
		origin: SpanOrigin,
		context: LocalSpanContext,
		start: Moment,
		name: string,
		kind: SpanKind,
		parentSpanContext: SpanContext | undefined,
		{ attributes, count, dropped }: StartAttributes,
		links: Link[],
	) {
		this.#origin = origin;
		this.#context = context;
		this.#start = start;
		this.name = name;
		this.kind = kind;
		this.parentSpanContext = parentSpanContext;
		this.attributes = attributes;
		this.#attributeCount = count;
		this.droppedAttributesCount = dropped;
		if (links.length > 0) this.#linkFirst(links);
	}

	get resource(): Resource {
		return this.#origin.resource;
	}

	get instrumentationScope(): InstrumentationScope {
		return this.#origin.instrumentationScope;
	}

	get startTime(): HrTime {
		return hrTimeOf(this.#context.anchor(), this.#start);
	}

	/** `[0, 0]` while it is open. */
	get endTime(): HrTime {
		return this.#end === undefined ? [0, 0] : hrTimeOf(this.#context.anchor(), this.#end);
	}

	/** `[-1, -1]` while it is open. */
	get duration(): HrTime {
		return this.#end === undefined ? [-1, -1] : hrTimeDuration(this.startTime, this.endTime);
	}

	/** By `performance.now()`; `undefined` where a time of day was given. */
	startMs(): number | undefined {
		return typeof this.#start === 'number' ? this.#start : undefined;
	}

	/** As `startMs`; `undefined` while it is open. */
	endMs(): number | undefined {
		return typeof this.#end === 'number' ? this.#end : undefined;
	}

	spanContext(): SpanContext {
		return this.#context;
	}

	isRecording(): boolean {
		return !this.ended;
	}

	setAttribute(key: string, value: AnyValue): this {
		if (this.#isClosed() || value === undefined || !isKey(key)) return this;
		const { attributes } = this;
		const isNew = attributes[key] === undefined || !Object.hasOwn(attributes, key);
		const { limits, redact } = this.#origin;
		if (isNew && this.#attributeCount >= limits.attributeCountLimit) {
			this.droppedAttributesCount += 1;
			return this;
		}
		const cleaned = cleanValue(key, value, limits.attributeValueLengthLimit, redact);
		if (cleaned === undefined) return this;
		attributes[key] = cleaned;
		if (isNew) this.#attributeCount += 1;
		return this;
	}

	setAttributes(attributes: Attributes): this {
		try {
			for (const key of Object.keys(attributes)) this.setAttribute(key, attributes[key]);
		} catch (error) {
			report('Reading attributes', error);
		}
		return this;
	}

	addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
		if (this.#isClosed()) return this;
		guard('Adding an event', () => {
			if (!isTimeInput(attributesOrTime)) this.#happened(name, attributesOrTime, time);
			else this.#happened(name, undefined, isTimeInput(time) ? time : attributesOrTime);
		});
		return this;
	}

	addLink(link: Link): this {
		if (this.#isClosed()) return this;
		guard('Adding a link', () => {
			const { limits } = this.#origin;
			const cleaned = cleanLink(link, limits);
			if (this.links.length >= limits.linkCountLimit) this.droppedLinksCount += 1;
			this.links = appended(this.links, cleaned, limits.linkCountLimit);
		});
		return this;
	}

	addLinks(links: Link[]): this {
		guard('Adding links', () => links.forEach((link) => void this.addLink(link)));
		return this;
	}

	/** OK is final, and UNSET changes nothing. */
	setStatus(status: SpanStatus): this {
		if (this.#isClosed() || this.status.code === SpanStatusCode.OK) return this;
		guard('Setting a status', () => {
			const { code, message } = status;
			if (code === SpanStatusCode.UNSET) return;
			this.status = code === SpanStatusCode.ERROR ? failure(message) : { code };
		});
		return this;
	}

	updateName(name: string): this {
		if (this.#isClosed()) return this;
		if (typeof name === 'string') this.name = name;
		else warn(`${this.#told()} was to get a name that is no text; it keeps its own`);
		return this;
	}

	recordException(exception: Exception, time?: TimeInput): void {
		guard('Recording an exception', () => {
			const attributes = exceptionAttributes(exception);
			if (attributes === undefined)
				warn('An exception was not recorded: it has neither a type nor a message');
			else this.addEvent(EXCEPTION, attributes, time);
		});
	}

	end(endTime?: TimeInput): void {
		if (this.#end !== undefined) {
			warn(`${this.#told()} was ended more than once`);
			return;
		}
		this.#end = this.#endAt(momentOf(endTime));
		if (this.droppedEventsCount > 0)
			warn(`${this.#told()} lost ${this.droppedEventsCount} events to its limit`);
		if (this.droppedLinksCount > 0) warn(`${this.#told()} lost ${this.droppedLinksCount} links to its limit`);
		const { processor } = this.#origin;
		processor.onEnding(this);
		this.ended = true;
		processor.onEnd(this);
	}

	#endAt(end: Moment): Moment {
		if (!isBefore(this.#context.anchor(), end, this.#start)) return end;
		warn(`${this.#told()} was to end before it began; it ends as it begins`);
		return this.#start;
	}

	#linkFirst(links: Link[]): void {
		const tooMany = links.length - this.#origin.limits.linkCountLimit;
		this.links = tooMany > 0 ? links.slice(tooMany) : links;
		this.droppedLinksCount = Math.max(0, tooMany);
	}

	#happened(name: string, attributes: Attributes | undefined, time: TimeInput | undefined): void {
		const { limits } = this.#origin;
		const event = cleanEvent(name, hrTimeOf(this.#context.anchor(), momentOf(time)), attributes, limits);
		if (this.events.length >= limits.eventCountLimit) this.droppedEventsCount += 1;
		this.events = appended(this.events, event, limits.eventCountLimit);
	}

	/** While it is ending, the processors may still change it. */
	#isClosed(): boolean {
		if (this.ended) warn(`${this.#told()} has ended, and changes no more`);
		return this.ended;
	}

	#told(): string {
		return `Span ${this.name} ${this.#context.traceId}-${this.#context.spanId}`;
	}
}

function failure(message: unknown): SpanStatus {
	if (typeof message === 'string') return { code: SpanStatusCode.ERROR, message };
	if (message !== undefined && message !== null) warn('The message of a status was left out: it is no text');
	return { code: SpanStatusCode.ERROR };
}

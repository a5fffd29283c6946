import {
	diag,
	isSpanContextValid,
	trace,
	type AnyValue,
	type Attributes,
	type Context,
	type Exception,
	type HrTime,
	type LogRecord,
	type SeverityNumber,
	type SpanContext,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { put, type AttributeLimits } from '../cleanAttributes';
import { guard } from '../guard';
import type { Scope } from '../otlp/grouping';
import { ATTR_EXCEPTION_MESSAGE } from '../semconv';
import { newAnchor } from '../tracing/clock';
import { exceptionAttributes } from '../tracing/exceptionAttributes';
import { hrTimeOf, momentOf } from '../tracing/moment';

type ReadWriteLogRecord = Parameters<LogRecordProcessor['onEmit']>[0];

/** What a processor may set, as long as it is handed the record. */
interface Fields {
	hrTime: HrTime;
	hrTimeObserved: HrTime;
	spanContext?: SpanContext;
	severityText?: string;
	severityNumber?: SeverityNumber;
	body?: AnyValue;
	eventName?: string;
	droppedAttributesCount: number;
}

const FIELDS: readonly (keyof Fields)[] = [
	'hrTime',
	'hrTimeObserved',
	'spanContext',
	'severityText',
	'severityNumber',
	'body',
	'eventName',
	'droppedAttributesCount',
];

/** Whose log record it is, and what it may hold. */
export interface Origin {
	readonly resource: Resource;
	readonly instrumentationScope: Scope;
	readonly limits: AttributeLimits;
}

/** A log record on its way through the processors, who may change it; afterwards it may only be read. */
export class EmittedLogRecord implements ReadWriteLogRecord {
	declare hrTime: HrTime;
	declare hrTimeObserved: HrTime;
	declare spanContext?: SpanContext;
	declare severityText?: string;
	declare severityNumber?: SeverityNumber;
	declare body?: AnyValue;
	declare eventName?: string;
	declare droppedAttributesCount: number;
	readonly attributes: Attributes = {};
	readonly resource: Resource;
	readonly instrumentationScope: Scope;
	readonly #limits: AttributeLimits;
	readonly #fields: Fields;
	#attributesCount = 0;
	#isSealed = false;

	static {
		for (const field of FIELDS) Object.defineProperty(this.prototype, field, accessor(field));
		function accessor(field: keyof Fields): PropertyDescriptor & ThisType<EmittedLogRecord> {
			return {
				enumerable: true,
				get() {
					return this.#fields[field];
				},
				set(value: unknown) {
					if (this.#mayChange()) Reflect.set(this.#fields, field, value);
				},
			};
		}
	}

	constructor({ resource, instrumentationScope, limits }: Origin, given: LogRecord, context: Context) {
		const { timestamp, observedTimestamp, attributes, exception } = given;
		const { severityNumber, severityText, body, eventName } = given;
		this.resource = resource;
		this.instrumentationScope = instrumentationScope;
		this.#limits = limits;
		const anchor = newAnchor();
		const observed = hrTimeOf(anchor, momentOf(observedTimestamp));
		this.#fields = {
			hrTime: timestamp === undefined ? observed : hrTimeOf(anchor, momentOf(timestamp)),
			hrTimeObserved: observed,
			spanContext: validSpanContext(context),
			severityNumber,
			severityText,
			body,
			eventName,
			droppedAttributesCount: 0,
		};
		this.setAttributes(attributes ?? {});
		if (exception !== undefined && exception !== null) this.#setException(exception);
	}

	setAttribute(key: string, value?: AnyValue): this {
		if (value === undefined || !this.#mayChange()) return this;
		const isNew = !Object.hasOwn(this.attributes, key);
		if (key !== '' && isNew && this.#attributesCount >= this.#limits.attributeCountLimit) {
			this.#fields.droppedAttributesCount += 1;
		} else if (put(this.attributes, key, value, this.#limits) && isNew) {
			this.#attributesCount += 1;
		}
		return this;
	}

	setAttributes(attributes: Attributes): this {
		for (const [key, value] of Object.entries(attributes)) this.setAttribute(key, value);
		return this;
	}

	setBody(body: AnyValue): this {
		this.body = body;
		return this;
	}

	setEventName(eventName: string): this {
		this.eventName = eventName;
		return this;
	}

	setSeverityNumber(severityNumber: SeverityNumber): this {
		this.severityNumber = severityNumber;
		return this;
	}

	setSeverityText(severityText: string): this {
		this.severityText = severityText;
		return this;
	}

	/** Who still changes it changes nothing, and `diag` is told: others may be reading it. */
	seal(): void {
		this.#isSealed = true;
	}

	#mayChange(): boolean {
		if (this.#isSealed) guard('Warning', () => diag.warn('A log record was changed after it was emitted'));
		return !this.#isSealed;
	}

	/** What was said of it in the attributes counts. */
	#setException(exception: unknown): void {
		const told = isException(exception)
			? exceptionAttributes(exception)
			: { [ATTR_EXCEPTION_MESSAGE]: String(exception) };
		for (const [key, value] of Object.entries(told ?? {})) {
			if (!Object.hasOwn(this.attributes, key)) this.setAttribute(key, value);
		}
	}
}

/** Which may have any of the members of an error, or none. */
function isException(thrown: unknown): thrown is Exception {
	return typeof thrown === 'object' || typeof thrown === 'string';
}

function validSpanContext(context: Context): SpanContext | undefined {
	const spanContext = trace.getSpanContext(context);
	return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
}

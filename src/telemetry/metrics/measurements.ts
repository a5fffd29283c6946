import { trace, type Attributes, type Histogram, type Span } from '@opentelemetry/api';
import { report } from '../guard';
import { ROOT } from '../leanContext';

/** Measurements that wait at most. */
const MOST_NOTED = 256;
/** How long they wait where few come. */
const PATIENCE_MS = 10;

type Recorder = Pick<Histogram, 'record'>;

/** A measurement that was made, and is to be recorded; its memory is that of one before it. */
class Noted {
	recorder: Recorder | undefined;
	value = 0;
	attributes: Attributes | undefined;
	span: Span | undefined;

	/** It holds nothing afterwards. */
	record(): void {
		const { recorder, value, attributes, span } = this;
		this.recorder = this.attributes = this.span = undefined;
		if (recorder !== undefined && attributes !== undefined) recordNow(recorder, value, attributes, span);
	}
}

/**
 * Measurements of requests, which are noted as they are made and recorded many at a time, as spans are (SpanJournal):
 * finding the place of one, and choosing exemplars, is then done a hundred times in a row by the same code. Who collects
 * settles them first. An exemplar's time is that of the recording, some milliseconds later.
 */
export class Measurements {
	private readonly noted = Array.from({ length: MOST_NOTED }, () => new Noted());
	private length = 0;
	private isSettling = false;
	private readonly timer: ReturnType<typeof setTimeout>;

	/** To be made outside of every request: its timer keeps the context that it is made in. */
	constructor() {
		this.timer = setTimeout(() => this.settle(), PATIENCE_MS);
		this.timer.unref();
	}

	/**
	 * @param attributes which nobody changes later
	 * @param span that an exemplar may lead to
	 */
	note(recorder: Recorder, value: number, attributes: Attributes, span: Span | undefined): void {
		const one = this.noted[this.length];
		if (one === undefined) return recordNow(recorder, value, attributes, span); // made while all are settled
		one.recorder = recorder;
		one.value = value;
		one.attributes = attributes;
		one.span = span;
		this.length += 1;
		if (this.length === 1) this.timer.refresh();
		if (this.length === MOST_NOTED) this.settle();
	}

	/** Records all that was noted. Never throws. */
	settle(): void {
		if (this.isSettling) return;
		this.isSettling = true;
		for (let at = 0; at < this.length; at++) this.noted[at]?.record();
		this.length = 0;
		this.isSettling = false;
	}
}

let noting: Measurements | undefined;

/** From now on measurements of this process are noted. To be called outside of every request. */
export function noteMeasurements(): Measurements {
	return (noting ??= new Measurements());
}

/**
 * Records a measurement a moment later, where that is cheaper. Never throws.
 * @param attributes which nobody changes later
 * @param span that an exemplar may lead to
 */
export function recordSoon(
	recorder: Recorder,
	value: number,
	attributes: Attributes,
	span: Span | undefined,
): void {
	if (noting === undefined) recordNow(recorder, value, attributes, span);
	else noting.note(recorder, value, attributes, span);
}

function recordNow(recorder: Recorder, value: number, attributes: Attributes, span: Span | undefined): void {
	try {
		recorder.record(value, attributes, span === undefined ? ROOT : trace.setSpan(ROOT, span));
	} catch (error) {
		report('Recording a measurement', error);
	}
}

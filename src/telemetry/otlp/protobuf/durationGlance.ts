import type { HrTime } from '@opentelemetry/api';
import { spanIn } from './readSpan';
import { forEachField, type ProtobufReader } from './reader';
import * as Field from './spanFields';
import { KEY, STRING, VALUE } from './valueFields';

/** What says which of several things of one name a span is about; the first one that it has counts. */
export const SUBJECTS: readonly string[] = ['url.full', 'sveltekit.load.node_id', 'sveltekit.remote.call.id'];
/** Keys are compared by their lengths first: most attributes need not be read then. */
const LENGTHS = new Set(SUBJECTS.map(({ length }) => length));

/** Without the query of an address, which is another one each time. */
export function subjectIn(value: string): string {
	return value.replace(/[?#].*$/s, '');
}

/** How long a span took, and what it was about: what comparing it with others of its sort needs of it. */
export class DurationGlance {
	name = '';
	/** Out of the first of `SUBJECTS` that it has, or nothing. */
	subject = '';
	private start: HrTime = [0, 0];
	private end: HrTime = [0, 0];

	/** @throws RangeError where the bytes are no span */
	constructor(bytes: Uint8Array) {
		forEachField(spanIn(bytes), (reader, field) => this.read(reader, field));
	}

	get durationMs(): number {
		return (this.end[0] - this.start[0]) * 1e3 + (this.end[1] - this.start[1]) / 1e6;
	}

	private read(reader: ProtobufReader, field: number): unknown {
		switch (field) {
			case Field.NAME:
				return (this.name = reader.text());
			case Field.START_TIME:
				return (this.start = reader.time());
			case Field.END_TIME:
				return (this.end = reader.time());
			case Field.ATTRIBUTE:
				return this.readAttribute(reader.message());
			default:
				return reader.skip(field);
		}
	}

	private readAttribute(bytes: Uint8Array): void {
		// A tag, the length of the key, the key: as `writeSpan` has it.
		const length = bytes[1];
		if (this.subject !== '' || length === undefined || !LENGTHS.has(length)) return;
		let key = '';
		forEachField(bytes, (reader, field) => {
			if (field === KEY) key = reader.text();
			else if (field === VALUE && SUBJECTS.includes(key)) this.subject = subjectIn(textOf(reader.message()));
			else reader.skip(field);
		});
	}
}

/** The text of an AnyValue that is one. */
function textOf(bytes: Uint8Array): string {
	let text = '';
	forEachField(bytes, (reader, field) => {
		if (field === STRING) text = reader.text();
		else reader.skip(field);
	});
	return text;
}

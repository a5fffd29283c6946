/** A value of an attribute, or of an event's data, as a line of text. */
export function valueText(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

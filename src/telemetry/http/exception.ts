import { redactText } from './redact';

/** What may be told of something that was thrown: its URLs without secrets, in the message as in the stack. */
export interface RecordedException {
	name: string;
	message: string;
	stack?: string;
}

export function recordedException(thrown: unknown): RecordedException {
	if (!(thrown instanceof Error)) return { name: typeof thrown, message: redactText(text(thrown)) };
	const { name, message, stack } = thrown;
	const exception: RecordedException = { name, message: redactText(message) };
	if (stack !== undefined) exception.stack = redactText(stack);
	return exception;
}

/** Anything can be thrown, also what cannot be made a string. */
function text(thrown: unknown): string {
	try {
		return String(thrown);
	} catch {
		return 'a value without a text'; // such as Object.create(null)
	}
}

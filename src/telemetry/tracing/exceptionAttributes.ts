import type { Attributes, Exception } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '../semconv';

/**
 * What the SDK tells of an exception: its code, or else its name, is its type.
 * @returns undefined where it has neither a type nor a message
 */
export function exceptionAttributes(exception: Exception): Attributes | undefined {
	const attributes = typeof exception === 'string' ? { [ATTR_EXCEPTION_MESSAGE]: exception } : of(exception);
	const { [ATTR_EXCEPTION_TYPE]: type, [ATTR_EXCEPTION_MESSAGE]: message } = attributes;
	return type || message ? attributes : undefined;
}

/** Anything may be thrown, `null` too. */
function of(exception: Exclude<Exception, string> | null | undefined): Attributes {
	const attributes: Attributes = {};
	if (!exception) return attributes;
	const { code, name, message, stack } = exception;
	if (code) attributes[ATTR_EXCEPTION_TYPE] = code.toString();
	else if (name) attributes[ATTR_EXCEPTION_TYPE] = name;
	if (message) attributes[ATTR_EXCEPTION_MESSAGE] = message;
	if (stack) attributes[ATTR_EXCEPTION_STACKTRACE] = stack;
	return attributes;
}

/**
 * Tells of the end of what a host is given. It gets a promise that settles in the same way, with the same value
 * or the same error, unhandled where it would have been; what is no promise, it gets as it is.
 */
export function whenSettled(
	result: unknown,
	fulfilled: (value: unknown) => void,
	rejected: (error: unknown) => void,
): unknown {
	if (!isThenable(result)) return result;
	return result.then(
		(value) => {
			fulfilled(value);
			return value;
		},
		(error: unknown) => {
			rejected(error);
			throw error;
		},
	);
}

function isThenable(value: unknown): value is Promise<unknown> {
	return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

import { AppError } from '../errors';

/** Of low cardinality, as https://opentelemetry.io/docs/specs/semconv/attributes-registry/error/ asks. */
export function errorType(error: unknown): string {
	if (error instanceof AppError) return error.code;
	return error instanceof Error ? error.name : typeof error;
}

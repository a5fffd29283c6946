import { diag } from '@opentelemetry/api';
import { guard } from '../guard';

/** Tells `diag` of what was asked of a span and cannot be. Never throws, whatever logger is set. */
export function warn(message: string): void {
	guard('Warning', () => diag.warn(message));
}

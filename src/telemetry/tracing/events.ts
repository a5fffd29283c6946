import type { Attributes, HrTime } from '@opentelemetry/api';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import { cleanSimpleAttributes } from '../cleanAttributes';
import type { Limits } from './limits';

/** An event as a span holds it: of the simple types of attributes only, as the SDK has it. */
export function cleanEvent(
	name: string,
	time: HrTime,
	attributes: Attributes | undefined,
	limits: Limits,
): TimedEvent {
	return {
		name,
		time,
		...cleanSimpleAttributes(attributes, {
			attributeCountLimit: limits.attributePerEventCountLimit,
			attributeValueLengthLimit: limits.attributeValueLengthLimit,
		}),
	};
}

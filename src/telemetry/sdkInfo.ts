import { ATTR_TELEMETRY_SDK_LANGUAGE, ATTR_TELEMETRY_SDK_NAME, ATTR_TELEMETRY_SDK_VERSION } from './semconv';

/** The version of the SDK whose interfaces are kept here, and whose metrics and log records these stand for. */
export const SDK_VERSION = '3.1.0';

/** What `@opentelemetry/core` has a resource say of the SDK. A test holds it to that. */
export const SDK_INFO = Object.freeze({
	[ATTR_TELEMETRY_SDK_NAME]: 'opentelemetry',
	[ATTR_TELEMETRY_SDK_LANGUAGE]: 'nodejs',
	[ATTR_TELEMETRY_SDK_VERSION]: SDK_VERSION,
});

export { ConfigError } from './config/environment';
export { getTelemetry, type Telemetry } from './handle';
export type { LiveEvent, LiveLog, LiveSpan, LiveStore, LiveTraceSummary, LiveValue } from './live/types';
export { startTelemetry, type ServiceIdentity } from './start';

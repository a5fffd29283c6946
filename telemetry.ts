// The preload: `bun --preload ./telemetry.ts …`. Nothing may be imported before it.
import { startTelemetry } from './src/telemetry';

startTelemetry();

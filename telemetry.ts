// The preload: `bun --preload ./telemetry.ts …`. Nothing may be imported before it.
import service from './package.json';
import { ConfigError, startTelemetry } from './src/telemetry';

try {
	startTelemetry(undefined, service);
} catch (error) {
	if (!(error instanceof ConfigError)) throw error;
	process.stderr.write(`${service.name}: ${error.message}\n`);
	process.exit(1);
}

// The preload: `bun --preload ./telemetry.ts …`. Nothing may be imported before it.
import { name, version } from './package.json';
import { ConfigError, startTelemetry } from './src/telemetry';

try {
	startTelemetry(undefined, { name, version });
} catch (error) {
	if (!(error instanceof ConfigError)) throw error;
	process.stderr.write(`glasshouse: ${error.message}\n`);
	process.exit(1);
}

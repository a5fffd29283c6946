// Uses one library, required or imported as an app would, with its instrumentation named in the environment:
// `bun --preload ./telemetry.ts tests/support/named/run.mjs <name> <import|require>`. Prints what the case tells.
import { createRequire } from 'node:module';
import { trace } from '@opentelemetry/api';
import { getTelemetry } from '../../../src/telemetry/handle.ts';
import { data } from './data.mjs';
import { logging } from './logging.mjs';
import { network } from './network.mjs';
import { web } from './web.mjs';

const [name = '', way = 'import'] = process.argv.slice(2);
const require = createRequire(import.meta.url);

/**
 * @param {string} module
 * @returns {Promise<any>} what `import x from` or `x = require()` gives
 */
async function load(module) {
	if (way === 'require') return require(module);
	const namespace = await import(module);
	return namespace.default ?? namespace;
}

/** @type {Record<string, import('./case').Case>} */
const cases = { ...data, ...logging, ...network, ...web };
await trace.getTracer('named').startActiveSpan('program', async (span) => {
	const told = await cases[name]?.(load);
	span.end();
	process.stdout.write(`${JSON.stringify({ told, traceId: span.spanContext().traceId })}\n`);
});
await getTelemetry()?.shutdown();
process.exit(0);

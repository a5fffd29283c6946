// OpenTelemetry as SvelteKit's documentation sets it up, and most tutorials do; SIGTERM sends what is left.
import module from 'node:module';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';

// Bun has no such hooks.
if (typeof module.register === 'function') {
	module.register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
}

const sdk = new NodeSDK({
	traceExporter: new OTLPTraceExporter(),
	instrumentations: [getNodeAutoInstrumentations()],
});
sdk.start();

process.once('SIGTERM', () => {
	void sdk.shutdown().finally(() => process.exit());
});

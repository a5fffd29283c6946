/** Said once on stderr where the native tracer is left in charge. */
export const NATIVE_TRACER_NOTICE =
	"[telemetry] Bun's native tracer (Bun.otel) is on and stays in charge: nothing is patched, recorded or exported here";

/**
 * Whether this Bun traces by itself, which Bun 1.4 cannot yet (oven-sh/bun#39965). Both at once would make every
 * span twice, and two parents for each.
 */
export function nativeTracerEnabled(): boolean {
	const otel: unknown = Reflect.get(Bun, 'otel');
	return typeof otel === 'object' && otel !== null && 'enabled' in otel && otel.enabled === true;
}

import { isOfficialAsked, isSwitchedOff, parseConfig, type TelemetryConfig } from './config';
import type { Env } from './config/environment';
import { warnOfUnsupported } from './config/unsupported';
import { registerContextManager } from './contextManager';
import { startDiagnostics } from './diagnostics';
import { getTelemetry, holdTelemetry, starts, type Telemetry } from './handle';
import { idleTelemetry } from './idle';
import { registerIdleTracers } from './idleTracers';
import { Initialising } from './initialising';
import { NATIVE_TRACER_NOTICE, nativeTracerEnabled } from './nativeTracer';

/** What an app says of itself where the environment does not. */
export interface ServiceIdentity {
	name: string;
	version?: string;
}

/** What records and sends, with the SDKs under it: not even loaded where that is switched off, or runs already. */
const run = isSwitchedOff() || getTelemetry() !== undefined ? undefined : await loadImplementation();

/**
 * Starts telemetry in this process, before anything else is loaded; a second call, also from another copy of
 * this module, returns what the first one started.
 * @param env the environment of the process unless given; which implementation is loaded, that of the process says
 * @throws ConfigError naming a variable that cannot be used, its value, and what was expected
 */
export function startTelemetry(
	env?: Env,
	service: ServiceIdentity = { name: 'unknown_service:bun' },
): Telemetry {
	const running = getTelemetry();
	if (running !== undefined) {
		starts().repeated++;
		return running;
	}
	const config = parseConfig(env, service);
	startDiagnostics(config);
	warnOfUnsupported(config.unsupported);
	const native = nativeTracerEnabled() && !config.disabled;
	const telemetry = native ? idleTelemetry(config) : begin(config);
	holdTelemetry(telemetry);
	if (native) process.stderr.write(`${NATIVE_TRACER_NOTICE}\n`);
	else if (config.debug) process.stderr.write(`${initialisationLine(telemetry, config)}\n`);
	return telemetry;
}

/** Switched off, nothing is patched, but a context manager is there: libraries such as DBOS crash without one. */
function begin(config: TelemetryConfig): Telemetry {
	if (run === undefined || config.disabled) {
		registerContextManager();
		registerIdleTracers();
		return idleTelemetry(config);
	}
	const initialising = new Initialising();
	const telemetry = run(config, initialising);
	initialising.settle();
	return telemetry;
}

type Implementation = (config: TelemetryConfig, initialising: Initialising) => Telemetry;

async function loadImplementation(): Promise<Implementation> {
	return isOfficialAsked()
		? (await import('./official/run')).runOfficial
		: (await import('./run')).runTelemetry;
}

function initialisationLine(telemetry: Telemetry, { implementation }: TelemetryConfig): string {
	const { enabled, serviceName, endpoint, sampler, instrumentations } = telemetry;
	if (!enabled) return `[telemetry] disabled by OTEL_SDK_DISABLED service=${serviceName}`;
	const by = implementation === 'official' ? 'implementation=official ' : '';
	return (
		`[telemetry] initialised ${by}service=${serviceName} endpoint=${endpoint ?? 'none'} sampler=${sampler} ` +
		`instrumentations=${instrumentations.join(',')}`
	);
}

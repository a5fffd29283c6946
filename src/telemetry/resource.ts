import { hostname } from 'node:os';
import type { Resource } from '@opentelemetry/resources';
import type { TelemetryConfig } from './config';
import { SDK_INFO } from './sdkInfo';
import {
	ATTR_DEPLOYMENT_ENVIRONMENT,
	ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
	ATTR_HOST_NAME,
	ATTR_PROCESS_PID,
	ATTR_PROCESS_RUNTIME_NAME,
	ATTR_PROCESS_RUNTIME_VERSION,
	ATTR_SERVICE_INSTANCE_ID,
	ATTR_SERVICE_NAME,
	ATTR_SERVICE_VERSION,
} from './semconv';
import { SettledResource } from './settledResource';

/**
 * Who is telling: written down here rather than detected, because the SDK's process detector sends the command
 * line, where secrets may stand, and the others wait for files and networks that are not needed.
 */
export function describeResource(config: TelemetryConfig): Resource {
	return new SettledResource({
		...SDK_INFO,
		[ATTR_HOST_NAME]: hostname(),
		[ATTR_PROCESS_PID]: process.pid,
		[ATTR_PROCESS_RUNTIME_NAME]: 'bun',
		[ATTR_PROCESS_RUNTIME_VERSION]: Bun.version,
		[ATTR_SERVICE_INSTANCE_ID]: crypto.randomUUID(),
		...config.resourceAttributes,
		...environmentNames(config.resourceAttributes),
		[ATTR_SERVICE_NAME]: config.serviceName,
		...(config.serviceVersion === undefined ? {} : { [ATTR_SERVICE_VERSION]: config.serviceVersion }),
	});
}

/** Backends read either the stable key or, as SigNoz does, the old one: whichever was given, both are sent. */
function environmentNames(given: Readonly<Record<string, string>>): Record<string, string> {
	const name = given[ATTR_DEPLOYMENT_ENVIRONMENT_NAME] ?? given[ATTR_DEPLOYMENT_ENVIRONMENT];
	if (name === undefined) return {};
	return { [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: name, [ATTR_DEPLOYMENT_ENVIRONMENT]: name };
}

/** What is the same for whoever belongs to this service, though it runs elsewhere. */
const SHARED = /^(?:service\.(?:namespace|version)|deployment\.environment(?:\.name)?|telemetry\.sdk\..*)$/;
const others = new Map<string, Resource>();
const ofOthers = new WeakSet<Resource>();
/** Nobody names as many services as that. */
const MOST_OTHERS = 100;

/** Another program of the same system, such as a page in a browser: neither this process nor this host. */
export function resourceOfAnother(own: Resource, service: string): Resource {
	const known = others.get(service);
	if (known !== undefined) return known;
	const shared = Object.entries(own.attributes).filter(
		(entry): entry is [string, string] => SHARED.test(entry[0]) && typeof entry[1] === 'string',
	);
	const made = new SettledResource({ ...Object.fromEntries(shared), [ATTR_SERVICE_NAME]: service });
	if (others.size >= MOST_OTHERS) others.clear();
	others.set(service, made);
	ofOthers.add(made);
	return made;
}

/** Whether `resourceOfAnother` made it: what is told under it did not happen in this process. */
export function isOfAnother(resource: Resource): boolean {
	return ofOthers.has(resource);
}

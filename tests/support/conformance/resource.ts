import type { Exported, Row } from './program';

const resource = (e: Exported) => e.receiver.spans[0]?.resource ?? {};

/** https://opentelemetry.io/docs/specs/semconv/resource/ */
export const RESOURCE: Row[] = [
	{ rule: 'service.name', holds: (e) => resource(e)['service.name'], is: 'conformance' },
	{ rule: 'service.version', holds: (e) => typeof resource(e)['service.version'], is: 'string' },
	{ rule: 'service.instance.id', holds: (e) => typeof resource(e)['service.instance.id'], is: 'string' },
	{
		rule: 'deployment.environment.name, and deployment.environment for SigNoz',
		holds: (e) => [resource(e)['deployment.environment.name'], resource(e)['deployment.environment']],
		is: ['test', 'test'],
	},
	{ rule: 'OTEL_RESOURCE_ATTRIBUTES, percent-decoded', holds: (e) => resource(e)['team'], is: 'a b' },
	{
		rule: 'telemetry.sdk.*',
		holds: (e) => [resource(e)['telemetry.sdk.language'], typeof resource(e)['telemetry.sdk.version']],
		is: ['nodejs', 'string'],
	},
	{
		rule: 'process.runtime.*: what it truly runs on',
		holds: (e) => [resource(e)['process.runtime.name'], resource(e)['process.runtime.version']],
		is: ['bun', Bun.version],
	},
	{ rule: 'process.pid', holds: (e) => typeof resource(e)['process.pid'], is: 'number' },
	{
		rule: 'no command line, where secrets may stand',
		holds: (e) => Object.keys(resource(e)).filter((key) => key.startsWith('process.command')),
		is: [],
	},
	{
		rule: 'the same resource on all three signals',
		holds: (e) => [
			new Set(e.receiver.spans.map((one) => one.resource['service.instance.id'])).size,
			e.receiver.metrics[0]?.resource['service.instance.id'] === resource(e)['service.instance.id'],
			e.receiver.logs[0]?.resource['service.instance.id'] === resource(e)['service.instance.id'],
		],
		is: [1, true, true],
	},
];

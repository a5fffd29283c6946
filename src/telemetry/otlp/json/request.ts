import type { Resource } from '@opentelemetry/resources';
import type { Groups, Scope } from '../grouping';
import { keyValues, text } from './values';

/** What one signal calls the parts of its request. */
interface Names {
	readonly resources: string;
	readonly scopes: string;
	readonly items: string;
}

const utf8 = new TextEncoder();

/** The bytes of a request: an ExportTraceServiceRequest, or its like of another signal. */
export function requestJson<T>(
	names: Names,
	groups: Groups<T>,
	toJson: (item: T) => object,
): Uint8Array<ArrayBuffer> {
	const resources = Array.from(groups, ([resource, scopes]) => ({
		...resourceFields(resource),
		[names.scopes]: Array.from(scopes, ([scope, items]) => ({
			...scopeFields(scope),
			[names.items]: items.map(toJson),
		})),
	}));
	return utf8.encode(JSON.stringify({ [names.resources]: resources }));
}

function resourceFields({ attributes, schemaUrl }: Resource): object {
	return { resource: { attributes: keyValues(attributes) }, schemaUrl: schemaUrl || undefined };
}

function scopeFields({ name, version, attributes, droppedAttributesCount, schemaUrl }: Scope): object {
	return {
		scope: {
			name: text(name),
			version: version || undefined,
			attributes: attributes && keyValues(attributes),
			droppedAttributesCount: droppedAttributesCount || undefined,
		},
		schemaUrl: schemaUrl || undefined,
	};
}

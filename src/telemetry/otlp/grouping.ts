import type { Attributes } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';

/** A scope as the SDK has it; a tracer or logger may carry attributes too. */
export type Scope = InstrumentationScope & {
	readonly attributes?: Attributes;
	readonly droppedAttributesCount?: number;
};

interface Scoped {
	readonly resource: Resource;
	readonly instrumentationScope: Scope;
}

/** What a request holds: resources, each with its scopes, each with its items. */
export type Groups<T> = Iterable<readonly [Resource, Iterable<readonly [Scope, readonly T[]]>]>;

/** Items by resource and then by scope, both by identity as the SDK keeps them, in the order of their coming. */
export function groupByScope<T extends Scoped>(items: readonly T[]): Groups<T> {
	const resources = new Map<Resource, Map<Scope, T[]>>();
	for (const item of items) {
		const scopes = got(resources, item.resource, () => new Map<Scope, T[]>());
		got(scopes, item.instrumentationScope, () => new Array<T>()).push(item);
	}
	return resources;
}

function got<K, V>(map: Map<K, V>, key: K, make: () => V): V {
	const found = map.get(key);
	if (found !== undefined) return found;
	const made = make();
	map.set(key, made);
	return made;
}

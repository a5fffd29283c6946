import { createContextKey, type Context } from '@opentelemetry/api';
import type { RPCMetadata } from '@opentelemetry/core';

/**
 * Where the server span of a request and its route are found by whoever comes to know the route: with the
 * `getRPCMetadata` of `@opentelemetry/core`, which takes 6 ms to load. Keys of one description are one key.
 */
const METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** The type of the metadata of an HTTP request: `RPCType.HTTP`. */
export const RPC_TYPE_HTTP = 'http';

type Metadata = Omit<RPCMetadata, 'type'> & { readonly type: typeof RPC_TYPE_HTTP };

export function setRpcMetadata(context: Context, metadata: Metadata): Context {
	return context.setValue(METADATA, metadata);
}

export function deleteRpcMetadata(context: Context): Context {
	return context.deleteValue(METADATA);
}

import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import * as core from '@opentelemetry/core';
import * as conventions from '@opentelemetry/semantic-conventions';
import { expect, test } from 'bun:test';
import { deleteRpcMetadata, RPC_TYPE_HTTP, setRpcMetadata } from './rpcMetadata';
import { SDK_INFO } from './sdkInfo';
import * as semconv from './semconv';
import { isTracingSuppressed, suppressTracing } from './suppression';

/* What is told here in our words must be what the official packages understand, and the other way round. */

test('a context that we suppress is so for the official packages, and theirs for us', () => {
	expect(core.isTracingSuppressed(suppressTracing(ROOT_CONTEXT))).toBe(true);
	expect(isTracingSuppressed(core.suppressTracing(ROOT_CONTEXT))).toBe(true);
	expect(isTracingSuppressed(core.unsuppressTracing(suppressTracing(context.active())))).toBe(false);
	expect(isTracingSuppressed(ROOT_CONTEXT)).toBe(false);
});

test('the metadata of a request is found by the official packages', () => {
	const span = trace.getTracer('tested').startSpan('request');
	const within = setRpcMetadata(ROOT_CONTEXT, { type: RPC_TYPE_HTTP, span });
	expect(core.getRPCMetadata(within)).toHaveProperty('span', span);
	expect(core.getRPCMetadata(deleteRpcMetadata(within))).toBeUndefined();
	expect<string>(core.RPCType.HTTP).toBe(RPC_TYPE_HTTP);
	span.end();
});

test('the SDK is named as it names itself', () => {
	const told: Record<string, string> = { ...SDK_INFO, [semconv.ATTR_PROCESS_RUNTIME_NAME]: 'node' };
	expect(told).toEqual({ ...core.SDK_INFO });
});

test('stable names are those of the semantic conventions', () => {
	const stable = Object.entries<unknown>(semconv).filter(([name]) => name in conventions);
	expect(stable.length).toBeGreaterThan(25);
	for (const [name, value] of stable) expect([name, value]).toEqual([name, Reflect.get(conventions, name)]);
});

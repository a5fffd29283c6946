import { existsSync } from 'node:fs';
import type { Environment } from './environment';

export type OtlpProtocol = 'http/protobuf' | 'http/json';
export type OtlpTarget = Readonly<NonNullable<ReturnType<typeof otlpTarget>>>;

type SignalName = 'TRACES' | 'METRICS' | 'LOGS';

/** Where one signal goes over OTLP, or `null` when no endpoint is set: then nothing is sent. */
export function otlpTarget(e: Environment, signal: SignalName, path: string) {
	const own = (setting: string) => [
		`OTEL_EXPORTER_OTLP_${signal}_${setting}`,
		`OTEL_EXPORTER_OTLP_${setting}`,
	];
	const target = {
		url: endpoint(e, signal, path),
		protocol: e.firstOf(own('PROTOCOL'), (name) => protocol(e, name)) ?? 'http/protobuf',
		compression: e.firstOf(own('COMPRESSION'), (name) => e.oneOf(name, ['gzip', 'none'], 'none')) ?? 'none',
		timeoutMillis: e.firstOf(own('TIMEOUT'), (name) => e.integer(name, 10_000, 1)) ?? 10_000,
		headers: { ...e.pairs('OTEL_EXPORTER_OTLP_HEADERS'), ...e.pairs(`OTEL_EXPORTER_OTLP_${signal}_HEADERS`) },
		ca: e.firstOf(own('CERTIFICATE'), (name) => file(e, name)),
		key: e.firstOf(own('CLIENT_KEY'), (name) => file(e, name)),
		cert: e.firstOf(own('CLIENT_CERTIFICATE'), (name) => file(e, name)),
	};
	return target.url === undefined ? null : Object.freeze({ ...target, url: target.url });
}

/** A signal's own URL is used as it is; the common one gets the signal's path (OTLP exporter specification). */
function endpoint(e: Environment, signal: SignalName, path: string): string | undefined {
	const own = `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
	return e.firstOf([own, 'OTEL_EXPORTER_OTLP_ENDPOINT'], (name) => {
		const url = e.url(name);
		if (name !== own) url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
		return url.href;
	});
}

function protocol(e: Environment, name: string): OtlpProtocol {
	if (e.text(name)?.toLowerCase() === 'grpc') {
		return e.refuse(
			name,
			'http/protobuf or http/json: gRPC is not spoken here, and every collector takes both (port 4318)',
		);
	}
	return e.oneOf(name, ['http/protobuf', 'http/json'], 'http/protobuf');
}

function file(e: Environment, name: string): string {
	const path = e.text(name) ?? '';
	return existsSync(path) ? path : e.refuse(name, 'the path of a file that exists');
}

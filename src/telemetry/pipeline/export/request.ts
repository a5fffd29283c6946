import { readFileSync } from 'node:fs';
import type { OtlpTarget } from '../../config';
import { ConfigError } from '../../config/environment';
import { SDK_VERSION } from '../../sdkInfo';
import type { Parcel } from './parcel';

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/#user-agent */
const USER_AGENT = `OTel-OTLP-Exporter-JavaScript/${SDK_VERSION} Bun/${Bun.version}`;

const CONTENT_TYPES = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;

/** Shorter words are no secrets, and stand in every other answer. */
const LEAST_SECRET = 4;

/** Everything about the requests to a target that is known before there is something to send. */
export interface RequestBase {
	/** Without credentials: those have become a header. */
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	/** What must not be shown, should a collector send it back to us. */
	readonly secrets: readonly string[];
	readonly tls: { ca?: string; key?: string; cert?: string } | undefined;
}

/** @throws ConfigError where a header or a certificate cannot be used */
export function requestBase(target: OtlpTarget): RequestBase {
	const url = new URL(target.url);
	const headers = configuredHeaders(target);
	if (url.username !== '' && !headers.has('authorization')) {
		const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
		headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
	}
	url.username = url.password = '';
	return {
		url: url.href,
		headers: Object.fromEntries(headers),
		secrets: secretsOf(url, headers),
		tls: tlsOptions(target),
	};
}

/** The values of headers and of the query, whole and by the word: `Bearer` stands before what is secret. */
function secretsOf({ searchParams }: URL, headers: Headers): string[] {
	const given = [...headers].filter(([name]) => name !== 'user-agent' && name !== 'accept-encoding');
	const values = [...given.map(([, value]) => value), ...searchParams.values()];
	const words = values.flatMap((value) => [value, ...value.split(/\s+/)]);
	return [...new Set(words)]
		.filter((word) => word.length >= LEAST_SECRET)
		.sort((a, b) => b.length - a.length);
}

/** What is said of a parcel itself is not for the configuration to say. */
export function parcelHeaders(
	{ headers }: RequestBase,
	{ protocol, encoding }: Parcel,
): Record<string, string> {
	const own = { ...headers, 'content-type': CONTENT_TYPES[protocol] };
	return encoding === 'gzip' ? { ...own, 'content-encoding': 'gzip' } : own;
}

function configuredHeaders(target: OtlpTarget): Headers {
	try {
		const headers = new Headers({ 'user-agent': USER_AGENT, ...lowerCased(target.headers) });
		headers.set('accept-encoding', 'identity');
		headers.delete('content-encoding');
		headers.delete('content-length');
		return headers;
	} catch {
		throw new ConfigError(
			'OTEL_EXPORTER_OTLP_HEADERS=(hidden) is not usable: expected headers as HTTP has them',
		);
	}
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function tlsOptions({ ca, key, cert }: OtlpTarget): RequestBase['tls'] {
	if (ca === undefined && key === undefined && cert === undefined) return undefined;
	return {
		...(ca !== undefined && { ca: pem('CERTIFICATE', ca, isCertificate) }),
		...(key !== undefined && { key: pem('CLIENT_KEY', key, isPrivateKey) }),
		...(cert !== undefined && { cert: pem('CLIENT_CERTIFICATE', cert, isCertificate) }),
	};
}

/** A file that is no certificate would fail only at the first export, and say no more than that it failed. */
function pem(setting: string, path: string, check: (text: string) => unknown): string {
	try {
		const text = readFileSync(path, 'utf8');
		check(text);
		return text;
	} catch (cause) {
		const expected = 'the path of a PEM file that can be read and is what it should be';
		throw new ConfigError(`OTEL_EXPORTER_OTLP_${setting}="${path}" is not usable: expected ${expected}`, {
			cause,
		});
	}
}

// Loaded where there are certificates only: it takes 20 ms of the start.
const crypto = () => process.getBuiltinModule('node:crypto');
const isCertificate = (text: string) => new (crypto().X509Certificate)(text);
const isPrivateKey = (text: string) => crypto().createPrivateKey(text);

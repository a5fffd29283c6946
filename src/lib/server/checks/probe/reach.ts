import { type Span } from '@opentelemetry/api';
import {
	ATTR_ERROR_TYPE,
	ATTR_NETWORK_PEER_ADDRESS,
	ATTR_NETWORK_PEER_PORT,
	ATTR_NETWORK_TYPE,
} from '@opentelemetry/semantic-conventions';
import { isIP, type Socket } from 'node:net';
import { type PeerCertificate, type TLSSocket } from 'node:tls';
import * as attribute from './attributes';
import { certificateFault, readCertificate } from './certificate';
import { connectToFirst } from './connect';
import { wordsFor } from './errorWords';
import { type Exchange } from './exchange';
import { exchangeHttp1 } from './exchangeHttp1';
import { exchangeHttp2 } from './exchangeHttp2';
import { portOf } from './hopSpan';
import { type Journey } from './journey';
import { allowedAddresses } from './policy';
import { stepFailed, type PhaseStep } from './probeError';
import { literalAddress, resolveName, type Address } from './resolve';
import { authorizationError, handshake } from './secure';

/** A connection that may be spoken on, and the version of HTTP that was agreed. */
export interface Route {
	socket: Socket;
	exchange: Exchange;
}

/** From a URL to a connection whose address the policy allows and whose certificate is valid. @throws ProbeError */
export async function reach(journey: Journey): Promise<Route> {
	const resolved = await resolve(journey);
	const allowed = allowedAddresses(journey.host, resolved, journey.options.policy);
	const socket = await connect(journey, allowed);
	if (journey.hop.ask.url.protocol === 'http:') return { socket, exchange: exchangeHttp1 };
	const secured = await secure(journey, socket);
	return { socket: secured, exchange: secured.alpnProtocol === 'h2' ? exchangeHttp2 : exchangeHttp1 };
}

async function resolve({ host, options, phases }: Journey): Promise<Address[]> {
	const literal = literalAddress(host);
	if (literal !== null) return [literal];
	const step: PhaseStep = { phase: 'dns', doing: `Resolving ${host}`, expected: `an address of ${host}` };
	return await phases.run('dns', step, { [attribute.ATTR_DNS_QUESTION_NAME]: host }, async (span) => {
		const addresses = await resolveName(host, options.lookup);
		span.setAttribute(
			attribute.ATTR_DNS_ANSWERS,
			addresses.map(({ address }) => address),
		);
		return addresses;
	});
}

async function connect(journey: Journey, addresses: readonly Address[]): Promise<Socket> {
	const { hop, phases, deadline, scope } = journey;
	const port = portOf(hop.ask.url);
	const where = addresses.map(({ address, family }) => endpoint(address, family, port)).join(' or ');
	const step: PhaseStep = {
		phase: 'connect',
		doing: `Connecting to ${where}`,
		expected: `a connection to ${where}`,
	};
	return await phases.run('connect', step, { [ATTR_NETWORK_PEER_PORT]: port }, async (span) => {
		const { socket, peer } = await connectToFirst(addresses, port, deadline, scope, (failed, error) =>
			span.addEvent('address failed', {
				[ATTR_NETWORK_PEER_ADDRESS]: failed.address,
				[ATTR_ERROR_TYPE]: wordsFor(error).errorCode,
			}),
		);
		recordPeer([span, journey.span], peer, port);
		hop.remoteAddress = peer.address;
		return socket;
	});
}

function recordPeer(spans: readonly Span[], { address, family }: Address, port: number): void {
	for (const span of spans) {
		span.setAttributes({ [ATTR_NETWORK_PEER_ADDRESS]: address, [ATTR_NETWORK_PEER_PORT]: port });
		span.setAttribute(ATTR_NETWORK_TYPE, family === 6 ? 'ipv6' : 'ipv4');
	}
}

async function secure({ hop, host, options, phases, scope }: Journey, socket: Socket): Promise<TLSSocket> {
	const step: PhaseStep = {
		phase: 'tls',
		doing: `The TLS handshake with ${host}`,
		expected: `TLS with ${host}`,
	};
	const asked = isIP(host) === 0 ? { [attribute.ATTR_TLS_CLIENT_SERVER_NAME]: host } : {};
	return await phases.run('tls', step, asked, async (span) => {
		const secured = await handshake(socket, host, options.trust, scope);
		const given = secured.getPeerCertificate(true);
		hop.certificateExpiresAt = readCertificate(given).expiresAt;
		recordTls(span, secured, given);
		const fault = certificateFault(host, given, authorizationError(secured));
		if (fault === null) return secured;
		throw stepFailed({ ...step, expected: `a certificate valid for ${host}` }, fault.errorCode, fault.actual);
	});
}

function recordTls(span: Span, secured: TLSSocket, given: PeerCertificate): void {
	const [name, version] = (secured.getProtocol() ?? '').split('v');
	const { expiresAt, subject, issuer } = readCertificate(given);
	span.setAttributes({
		...(version === undefined ? {} : { [attribute.ATTR_TLS_PROTOCOL_NAME]: name?.toLowerCase() }),
		[attribute.ATTR_TLS_PROTOCOL_VERSION]: version,
		[attribute.ATTR_TLS_NEXT_PROTOCOL]: secured.alpnProtocol || undefined,
		[attribute.ATTR_TLS_CIPHER]: secured.getCipher().name,
		[attribute.ATTR_TLS_SERVER_NOT_AFTER]: expiresAt?.toISOString(),
		[attribute.ATTR_TLS_SERVER_SUBJECT]: subject,
		[attribute.ATTR_TLS_SERVER_ISSUER]: issuer,
	});
}

function endpoint(address: string, family: number, port: number): string {
	return family === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

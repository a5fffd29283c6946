import ipaddr from 'ipaddr.js';
import { embeddedIPv4 } from './embeddedAddress';
import { stepFailed, type PhaseStep } from './probeError';
import { type Address } from './resolve';

/**
 * Where clouds tell a machine its credentials: link-local for most of them, then the IPv6 of AWS and of Google,
 * Alibaba, Azure's WireServer, and Oracle's first one.
 */
const METADATA = [
	'169.254.0.0/16',
	'fd00:ec2::/32',
	'fd20:ce::254/128',
	'100.100.100.200/32',
	'168.63.129.16/32',
	'192.0.0.192/32',
].map((cidr) => ipaddr.parseCIDR(cidr));

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Ranges that say nothing by themselves: the IPv4 address inside decides. */
const TRANSLATED = new Set<string>(['ipv4Mapped', 'rfc6145', 'rfc6052', '6to4', 'teredo']);

const RANGE_WORDS: Readonly<Record<string, string>> = {
	loopback: 'a loopback address',
	private: 'a private address',
	linkLocal: 'a link-local address',
	uniqueLocal: 'a private address',
	carrierGradeNat: 'a private address of a provider',
	unspecified: 'an unspecified address',
	multicast: 'a multicast address',
	broadcast: 'the broadcast address',
};

export interface TargetPolicy {
	allowPrivateTargets: boolean;
}

/**
 * Decides on what a host resolved to. A cloud metadata address among them refuses the whole target, since a name
 * that mixes one in is an attack, not an accident; of the others, those that the policy allows are left.
 * @throws ProbeError in the phase `policy`, TARGET_FORBIDDEN
 */
export function allowedAddresses(
	host: string,
	addresses: readonly Address[],
	policy: TargetPolicy,
): Address[] {
	for (const { address } of addresses) {
		if (isMetadata(ipaddr.parse(address))) throw refusal(host, address, 'a cloud metadata address');
	}
	if (policy.allowPrivateTargets) return [...addresses];
	const allowed = addresses.filter(({ address }) => notPublic(ipaddr.parse(address)) === null);
	if (allowed.length > 0) return allowed;
	const { address } = addresses[0] ?? { address: host };
	throw refusal(host, address, notPublic(ipaddr.parse(address)) ?? 'not a public address');
}

type IP = ipaddr.IPv4 | ipaddr.IPv6;

function isMetadata(ip: IP): boolean {
	return selfAndEmbedded(ip).some((one) => METADATA.some(([range, bits]) => within(one, range, bits)));
}

function within(ip: IP, range: IP, bits: number): boolean {
	return ip.kind() === range.kind() && ip.match(range, bits);
}

/** @returns in words what an address is, or `null` where it is a public one */
function notPublic(ip: IP): string | null {
	if (ip instanceof ipaddr.IPv4) return words(ip.range());
	const embedded = embeddedIPv4(ip).map(notPublic);
	return ownRange(ip) ?? embedded.find((verdict) => verdict !== null) ?? null;
}

function ownRange(ip: ipaddr.IPv6): string | null {
	if (TRANSLATED.has(ip.range())) return null;
	return words(ip.range()) ?? (ip.match(GLOBAL_UNICAST) ? null : 'a reserved address');
}

function words(range: string): string | null {
	return range === 'unicast' ? null : (RANGE_WORDS[range] ?? 'a reserved address');
}

function selfAndEmbedded(ip: IP): IP[] {
	return ip instanceof ipaddr.IPv6 ? [ip, ...embeddedIPv4(ip)] : [ip];
}

function refusal(host: string, address: string, what: string) {
	const step: PhaseStep = {
		phase: 'policy',
		doing: `Requesting ${host}`,
		expected: 'a target that may be checked',
	};
	const actual = host === address ? `${host} is ${what}` : `${host} resolves to ${address}, ${what}`;
	return stepFailed(step, 'TARGET_FORBIDDEN', actual);
}

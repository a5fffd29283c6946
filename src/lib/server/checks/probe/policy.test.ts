import { describe, expect, test } from 'bun:test';
import { allowedAddresses } from './policy';
import { ProbeError } from './probeError';

const METADATA = [
	['169.254.169.254', 'AWS, Azure, Google and most others'],
	['169.254.0.1', 'the rest of 169.254.0.0/16'],
	['fd00:ec2::254', 'AWS over IPv6'],
	['fd20:ce::254', 'Google over IPv6'],
	['100.100.100.200', 'Alibaba'],
	['168.63.129.16', 'Azure WireServer'],
	['::ffff:169.254.169.254', 'IPv4-mapped'],
	['::ffff:a9fe:a9fe', 'IPv4-mapped, in hex'],
	['::169.254.169.254', 'IPv4-compatible'],
	['::ffff:0:169.254.169.254', 'IPv4-translated'],
	['64:ff9b::169.254.169.254', 'NAT64'],
	['64:ff9b:1::169.254.169.254', 'local NAT64, /96'],
	['64:ff9b:1:a9fe:a9:fe00::', 'local NAT64, /48'],
	['2002:a9fe:a9fe::1', '6to4'],
	['2001:0:a9fe:a9fe::1', 'Teredo, server'],
	['2001:0:808:808::5601:5601', 'Teredo, client'],
	['2606:4700::5efe:169.254.169.254', 'ISATAP'],
] as const;

const NOT_PUBLIC = [
	['127.0.0.1', 'a loopback address'],
	['127.255.255.254', 'a loopback address'],
	['::1', 'a loopback address'],
	['::ffff:127.0.0.1', 'a loopback address'],
	['10.1.2.3', 'a private address'],
	['172.16.0.1', 'a private address'],
	['172.31.255.255', 'a private address'],
	['192.168.1.1', 'a private address'],
	['64:ff9b::10.0.0.1', 'a private address'],
	['2002:0a00:0001::1', 'a private address'],
	['fc00::1', 'a private address'],
	['fd12:3456::1', 'a private address'],
	['fe80::1', 'a link-local address'],
	['fe80::5efe:8.8.8.8', 'a link-local address'],
	['100.64.0.1', 'a private address of a provider'],
	['0.0.0.0', 'an unspecified address'],
	['0.1.2.3', 'an unspecified address'],
	['::', 'an unspecified address'],
	['224.0.0.1', 'a multicast address'],
	['ff02::1', 'a multicast address'],
	['255.255.255.255', 'the broadcast address'],
	['240.0.0.1', 'a reserved address'],
	['192.0.2.1', 'a reserved address'],
	['198.18.0.1', 'a reserved address'],
	['2001:db8::1', 'a reserved address'],
	['fec0::1', 'a reserved address'],
	['4000::1', 'a reserved address'],
] as const;

const PUBLIC = ['8.8.8.8', '172.32.0.1', '2606:4700:4700::1111', '64:ff9b::8.8.8.8', '::ffff:8.8.8.8'];

const at = (address: string) => ({ address, family: address.includes(':') ? 6 : 4 });

function decide(
	host: string,
	addresses: readonly string[],
	allowPrivateTargets: boolean,
): string[] | ProbeError {
	try {
		return allowedAddresses(host, addresses.map(at), { allowPrivateTargets }).map(({ address }) => address);
	} catch (error) {
		if (error instanceof ProbeError) return error;
		throw error;
	}
}

describe('cloud metadata is refused always', () => {
	test.each(METADATA)('%s (%s)', (address) => {
		for (const allowPrivateTargets of [true, false]) {
			expect(decide('x.test', [address], allowPrivateTargets)).toMatchObject({
				phase: 'policy',
				errorCode: 'TARGET_FORBIDDEN',
				actual: `x.test resolves to ${address}, a cloud metadata address`,
			});
		}
	});

	test('also where a name has harmless addresses beside it', () => {
		expect(decide('x.test', ['8.8.8.8', '169.254.169.254'], true)).toBeInstanceOf(ProbeError);
	});
});

describe('what is not public is refused where private targets are', () => {
	test.each(NOT_PUBLIC)('%s is %s', (address, words) => {
		expect(decide(address, [address], true)).toEqual([address]);
		expect(decide(address, [address], false)).toMatchObject({ actual: `${address} is ${words}` });
	});

	test.each(PUBLIC)('%s is allowed', (address) => {
		expect(decide('x.test', [address], false)).toEqual([address]);
	});

	test('of a mixed answer the public ones are left, in their order', () => {
		const addresses = ['10.0.0.1', '8.8.8.8', '::1', '2606:4700::1'];
		expect(decide('x.test', addresses, false)).toEqual(['8.8.8.8', '2606:4700::1']);
	});
});

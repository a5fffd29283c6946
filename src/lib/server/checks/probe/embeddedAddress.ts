import ipaddr from 'ipaddr.js';

/** Where an IPv6 address may hide an IPv4 one: prefix, and how to find the four octets in the sixteen. */
interface Embedding {
	prefix: string;
	octets: (bytes: readonly number[]) => (number | undefined)[];
}

const last = (bytes: readonly number[]) => bytes.slice(12);

const EMBEDDINGS: readonly Embedding[] = [
	// IPv4-mapped (RFC 4291), IPv4-compatible (RFC 4291, deprecated), IPv4-translated (RFC 2765)
	{ prefix: '::ffff:0:0/96', octets: last },
	{ prefix: '::/96', octets: last },
	{ prefix: '::ffff:0:0:0/96', octets: last },
	// NAT64: well-known prefix (RFC 6052), and the local-use one (RFC 8215) as /96 and as /48
	{ prefix: '64:ff9b::/96', octets: last },
	{ prefix: '64:ff9b:1::/48', octets: last },
	{ prefix: '64:ff9b:1::/48', octets: (b) => [b[6], b[7], b[9], b[10]] },
	// 6to4 (RFC 3056); Teredo's server and its client, inverted (RFC 4380)
	{ prefix: '2002::/16', octets: (b) => b.slice(2, 6) },
	{ prefix: '2001::/32', octets: (b) => b.slice(4, 8) },
	{ prefix: '2001::/32', octets: (b) => b.slice(12).map((octet) => octet ^ 0xff) },
];

/** ISATAP (RFC 5214) marks the interface identifier, under any prefix. */
const ISATAP = [0x00, 0x00, 0x5e, 0xfe];

/** @returns every IPv4 address that routers or the system may make of an IPv6 one. */
export function embeddedIPv4(address: ipaddr.IPv6): ipaddr.IPv4[] {
	const bytes = address.toByteArray();
	const found = EMBEDDINGS.filter(({ prefix }) => address.match(ipaddr.IPv6.parseCIDR(prefix))).map((e) =>
		e.octets(bytes),
	);
	const marked = [(bytes[8] ?? 0) & 0xfd, ...bytes.slice(9, 12)];
	if (marked.every((byte, at) => byte === ISATAP[at])) found.push(last(bytes));
	return found.map((octets) => new ipaddr.IPv4(octets.map((octet) => octet ?? 0)));
}

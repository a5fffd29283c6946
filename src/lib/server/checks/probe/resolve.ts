import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';

export interface Address {
	address: string;
	family: number;
}

/** Asks for all addresses of a name, in the system's order. @throws with a `code` such as ENOTFOUND */
export type Lookup = (name: string) => Promise<Address[]>;

/** getaddrinfo: hosts file, search domains and all, as other programs on this machine see the name. */
export const systemLookup: Lookup = (name) => dns.lookup(name, { all: true, order: 'verbatim' });

const LOOPBACK: readonly Address[] = [
	{ address: '127.0.0.1', family: 4 },
	{ address: '::1', family: 6 },
];

/** The host of a URL without the brackets of IPv6. */
export function hostOf(url: URL): string {
	return url.hostname.replace(/^\[|\]$/g, '');
}

/** @returns the address that a host literally is, or `null` where it is a name. */
export function literalAddress(host: string): Address | null {
	const family = isIP(host);
	return family === 0 ? null : { address: host, family };
}

/** @throws with a `code`; ENODATA where the name exists and has no address */
export async function resolveName(name: string, lookup: Lookup): Promise<Address[]> {
	const addresses = await lookup(name).catch((error: unknown) => ownLoopback(name, error));
	if (addresses.length === 0) throw Object.assign(new Error(`${name} has no address`), { code: 'ENODATA' });
	return addresses;
}

/** RFC 6761: localhost and the names below it are this machine, also where no hosts file says so. */
function ownLoopback(name: string, error: unknown): Address[] {
	if (/(^|\.)localhost\.?$/i.test(name)) return [...LOOPBACK];
	throw error;
}

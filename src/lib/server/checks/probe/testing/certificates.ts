import { generate } from 'selfsigned';

const DAY_MS = 86_400_000;

export interface KeyPair {
	key: string;
	cert: string;
}

export interface CertificateOptions {
	host: string;
	/** Days from now. */
	fromDays?: number;
	toDays?: number;
	/** Default: it signs itself. */
	authority?: KeyPair;
}

/** A certificate authority that nobody trusts unless told to. */
export async function makeAuthority(name = 'Glasshouse test authority'): Promise<KeyPair> {
	const made = await generate([{ name: 'commonName', value: name }], {
		keyType: 'ec',
		algorithm: 'sha256',
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'keyUsage', keyCertSign: true, cRLSign: true },
		],
	});
	return { key: made.private, cert: made.cert };
}

/** A server's certificate for one host and for 127.0.0.1. */
export async function makeCertificate(options: CertificateOptions): Promise<KeyPair> {
	const { host, fromDays = -1, toDays = 30, authority } = options;
	const made = await generate([{ name: 'commonName', value: host }], {
		keyType: 'ec',
		algorithm: 'sha256',
		notBeforeDate: new Date(Date.now() + fromDays * DAY_MS),
		notAfterDate: new Date(Date.now() + toDays * DAY_MS),
		extensions: [
			{ name: 'basicConstraints', cA: false },
			{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
		],
		...(authority === undefined ? {} : { ca: authority }),
	});
	return { key: made.private, cert: made.cert };
}

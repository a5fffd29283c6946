import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { plain } from './errorWords';

/** What of a server's certificate is worth keeping. */
export interface Certificate {
	validFrom: Date | null;
	expiresAt: Date | null;
	subject: string;
	issuer: string;
}

export function readCertificate(given: PeerCertificate): Certificate {
	return {
		validFrom: date(given.valid_from),
		expiresAt: date(given.valid_to),
		subject: nameOf(given.subject),
		issuer: nameOf(given.issuer),
	};
}

const WORDS: Readonly<Record<string, string>> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself, not by a known authority',
	SELF_SIGNED_CERT_IN_CHAIN: 'its chain ends in an authority that is not known here',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		'the authority that signed it is not known here, or its chain is incomplete',
	UNABLE_TO_GET_ISSUER_CERT: 'the authority that signed it is not known here, or its chain is incomplete',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
		'the authority that signed it is not known here, or its chain is incomplete',
	CERT_SIGNATURE_FAILURE: 'its signature is not that of the authority it names',
	CERT_HAS_EXPIRED: 'a certificate in its chain has expired',
	CERT_NOT_YET_VALID: 'a certificate in its chain is not valid yet',
	CERT_REVOKED: 'it was revoked',
	INVALID_PURPOSE: 'it is not made for servers',
};

/**
 * What is wrong with a certificate, the likeliest to be mended first: its dates, its name, its authority.
 * @param authorizationError what OpenSSL found, a code; `null` where it found nothing
 * @returns `null` where it is valid for the host at `now`
 */
export function certificateFault(
	host: string,
	given: PeerCertificate,
	authorizationError: string | null,
	now = new Date(),
): { errorCode: string; actual: string } | null {
	const { validFrom, expiresAt } = readCertificate(given);
	if (expiresAt !== null && expiresAt < now)
		return fault('CERT_HAS_EXPIRED', `it expired on ${day(expiresAt)}`);
	if (validFrom !== null && validFrom > now)
		return fault('CERT_NOT_YET_VALID', `it is valid from ${day(validFrom)} on`);
	if (checkServerIdentity(host, given) !== undefined)
		return fault('ERR_TLS_CERT_ALTNAME_INVALID', otherHosts(given));
	if (authorizationError === null) return null;
	return fault(
		authorizationError,
		WORDS[authorizationError] ?? `it was refused with ${plain(authorizationError)}`,
	);
}

function fault(errorCode: string, actual: string) {
	return { errorCode, actual };
}

function otherHosts(given: PeerCertificate): string {
	const names = (given.subjectaltname ?? '').replaceAll(/(?:DNS|IP Address):/g, '');
	return `it is for ${plain(names === '' ? nameOf(given.subject) : names)}`;
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
	const { CN, O } = name ?? {};
	return plain(String(CN ?? O ?? 'nobody'));
}

function day(date: Date): string {
	return date.toISOString().slice(0, 10);
}

function date(text: string | undefined): Date | null {
	const time = Date.parse(text ?? '');
	return Number.isNaN(time) ? null : new Date(time);
}

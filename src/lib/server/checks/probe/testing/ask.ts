import { type ProbeError } from '../probeError';
import { probe, type ProbeOptions, type ProbeRequest, type ProbeResult } from '../probe';
import { type Address, type Lookup } from '../resolve';

export type AskOptions = Partial<Omit<ProbeRequest, 'url'>> & Partial<ProbeOptions>;

/** A probe of a URL with the defaults of a check; private targets are allowed unless forbidden. */
export function ask(url: string, options: AskOptions = {}): Promise<ProbeResult> {
	const {
		signal = new AbortController().signal,
		allowPrivateTargets = true,
		lookup,
		trust,
		...request
	} = options;
	return probe(
		{ url: new URL(url), method: 'GET', headers: {}, body: null, timeoutMs: 5_000, ...request },
		{ signal, allowPrivateTargets, ...(lookup && { lookup }), ...(trust && { trust }) },
	);
}

/** The same, for a probe that must break. @throws when it does not */
export async function askInVain(url: string, options: AskOptions = {}): Promise<ProbeError> {
	const { failure, status } = (await ask(url, options)).hop;
	if (failure === null) throw new Error(`Expected a failure, got the status ${String(status)}`);
	return failure;
}

/** Answers from a table, as a name server would; a name that is not in it does not exist. */
export function lookupFrom(names: Readonly<Record<string, readonly string[]>>): Lookup {
	return (name) => {
		const found = names[name];
		if (found !== undefined) return Promise.resolve(found.map(asAddress));
		return Promise.reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }));
	};
}

function asAddress(address: string): Address {
	return { address, family: address.includes(':') ? 6 : 4 };
}

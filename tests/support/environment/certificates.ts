import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { temporaryFolder } from '../folders';
import { startFailingCollector, type FailingCollector } from '../otlp/failing';
import type { Start } from './start';

const SIGNALS = ['TRACES', 'METRICS', 'LOGS'] as const;
const OTLP = 'OTEL_EXPORTER_OTLP';
const PEMS = ['CERTIFICATE', 'CLIENT_KEY', 'CLIENT_CERTIFICATE'];

/** Collectors behind TLS: whom the exporter trusts, and who it says it is, for all signals and for each. */
export const CERTIFICATES: Start[] = [certified(), ...SIGNALS.map(certifiedAlone)];

interface Identity {
	readonly pem: { key: string; cert: string };
	/** The variables that name it, of one signal or of all, as one who trusts it and shows it. */
	variables(prefix: string): Record<string, string>;
}

const identities = new Map<string, Promise<Identity>>();

/** A key and a certificate signed by itself, for both sides of a connection; made once for each name. */
function identity(name: string): Promise<Identity> {
	const known = identities.get(name);
	if (known !== undefined) return known;
	const made = makeIdentity(name);
	identities.set(name, made);
	return made;
}

async function makeIdentity(name: string): Promise<Identity> {
	const folder = temporaryFolder();
	process.once('exit', folder.remove);
	const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
		],
	});
	const files = { key: join(folder.path, 'key.pem'), cert: join(folder.path, 'cert.pem') };
	writeFileSync(files.key, key);
	writeFileSync(files.cert, cert);
	return {
		pem: { key, cert },
		variables: (prefix) => ({
			[`${prefix}_CERTIFICATE`]: files.cert,
			[`${prefix}_CLIENT_KEY`]: files.key,
			[`${prefix}_CLIENT_CERTIFICATE`]: files.cert,
		}),
	};
}

/** Speaks TLS, to those who show the same certificate as it does. */
async function startStrict(name: string): Promise<{ at: FailingCollector; who: Identity }> {
	const who = await identity(name);
	const tls = { ...who.pem, ca: who.pem.cert, requestCert: true, rejectUnauthorized: true };
	return { at: await startFailingCollector(tls), who };
}

const signalsAt = (collector: FailingCollector | undefined) =>
	[...new Set(collector?.requests.map(({ signal }) => signal))].sort();

function certified(): Start {
	let collector: FailingCollector | undefined;
	return {
		title: 'certificates for all signals',
		env: async () => {
			const { at, who } = await startStrict('common');
			collector = at;
			return { [`${OTLP}_ENDPOINT`]: at.url, ...who.variables(OTLP) };
		},
		release: () => collector?.stop(),
		rows: [
			{
				variables: PEMS.map((setting) => `${OTLP}_${setting}`),
				rule: 'a collector that must be known, and wants to know who sends, gets everything',
				holds: () => signalsAt(collector),
				is: ['logs', 'metrics', 'traces'],
			},
		],
	};
}

function certifiedAlone(signal: (typeof SIGNALS)[number]): Start {
	let common: FailingCollector | undefined;
	let own: FailingCollector | undefined;
	const prefix = `${OTLP}_${signal}`;
	return {
		title: `certificates for ${signal} alone`,
		env: async () => {
			const [forAll, forOne] = await Promise.all([startStrict('common'), startStrict('own')]);
			common = forAll.at;
			own = forOne.at;
			return {
				[`${OTLP}_ENDPOINT`]: common.url,
				...forAll.who.variables(OTLP),
				[`${prefix}_ENDPOINT`]: `${own.url}/v1/${signal.toLowerCase()}`,
				...forOne.who.variables(prefix),
			};
		},
		release: () => Promise.all([common?.stop(), own?.stop()]),
		rows: [
			{
				variables: PEMS.map((setting) => `${prefix}_${setting}`),
				rule: 'are shown, and asked for, where that signal goes; the others go with the common ones',
				holds: () => [signalsAt(own), signalsAt(common)],
				is: [
					[signal.toLowerCase()],
					['logs', 'metrics', 'traces'].filter((name) => name !== signal.toLowerCase()),
				],
			},
		],
	};
}

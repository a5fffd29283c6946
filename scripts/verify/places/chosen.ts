import { authorisation } from '../ask';
import type { BackendName, Options } from '../options';
import type { Stage, Theatre } from '../stage';
import { jaeger } from './jaeger';
import { otlp } from './otlp';
import type { Place } from './place';
import { prometheus } from './prometheus';
import { self } from './self';
import { signoz } from './signoz';
import { tempo } from './tempo';

/** The places that were asked for. @throws AskError where the app does not tell where it serves its metrics */
export async function chosenPlaces(
	{ glasshouse, receiver }: Stage,
	{ self: isSelfChosen, backends }: Options,
	{ shell }: Theatre,
): Promise<Place[]> {
	const headers = authorisation(shell.GLASSHOUSE_VERIFY_AUTHORIZATION);
	const byName: Record<BackendName, (url: string) => Place> = {
		jaeger: (url) => jaeger(url, headers),
		tempo: (url) => tempo(url, headers),
		prometheus: (url) => prometheus(url, headers),
		signoz: (url) => signoz(url, shell.SIGNOZ_API_KEY),
	};
	return [
		...(isSelfChosen ? [self(glasshouse, (await glasshouse.health()).scrapeUrl)] : []),
		...(receiver === null ? [] : [otlp(receiver)]),
		...backends.map(({ name, url }) => byName[name](url)),
	];
}

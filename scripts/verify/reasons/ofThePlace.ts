import type { Evidence, Reason, Rule } from '../evidence';
import type { PlaceName } from '../options';

/** Who cannot be asked tells nothing: these come first. */
export const ofThePlace: readonly Rule[] = [
	({ place, placeError }) => (placeError === null ? [] : [placeReason(place, placeError)]),
];

const KEYS: Record<PlaceName, string> = {
	self: 'GLASSHOUSE_TOKEN',
	otlp: '',
	jaeger: 'GLASSHOUSE_VERIFY_AUTHORIZATION',
	tempo: 'GLASSHOUSE_VERIFY_AUTHORIZATION',
	prometheus: 'GLASSHOUSE_VERIFY_AUTHORIZATION',
	signoz: 'SIGNOZ_API_KEY',
};

const ADDRESSES: Record<PlaceName, string> = {
	self: 'the address of Glasshouse itself',
	otlp: '',
	jaeger: 'its query address (port 16686), and not the one that takes OTLP',
	tempo: 'its HTTP address (port 3200, or what stands before it), and not the one that takes OTLP',
	prometheus: 'its web address (port 9090)',
	signoz: 'its web address (port 8080, or your region’s), and not the one that takes OTLP',
};

function placeReason(place: PlaceName, { status, message }: NonNullable<Evidence['placeError']>): Reason {
	if (status === 401 || status === 403) {
		return {
			code: 'place_key',
			text: `It does not let this command ask (${message}). Set ${KEYS[place]} to what it wants.`,
		};
	}
	if (status !== null && status < 500) {
		return {
			code: 'place_address',
			text: `What answers there is not what was expected (${message}). Expected is ${ADDRESSES[place]}.`,
		};
	}
	return {
		code: 'place_away',
		text: `It cannot be asked: ${message}. See that it runs, and is reached from here.`,
	};
}

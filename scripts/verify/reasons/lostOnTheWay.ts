import { dropsOf, isFailing, SIGNAL_NAMES } from '../../../src/lib/words/telemetry';
import type { DropReason, SignalHealth } from '../../../src/telemetry/health/types';
import { isAbsent, sickSignals, type Evidence, type Reason, type ReasonCode, type Rule } from '../evidence';

/** What was made and sent, and did not arrive. The live store is no way. */
export const lostOnTheWay: readonly Rule[] = [
	(evidence) => sent(evidence).flatMap(failure),
	(evidence) => sent(evidence).flatMap(drops),
	(evidence) => sent(evidence).flatMap((signal) => arrival(signal, evidence)),
];

/** The signals that something is missing of although they are sent. */
function sent(evidence: Evidence): (SignalHealth & { endpoint: string })[] {
	if (evidence.place === 'self') return [];
	return sickSignals(evidence).flatMap((signal) =>
		signal.endpoint === null ? [] : [{ ...signal, endpoint: signal.endpoint }],
	);
}

interface Failure {
	readonly code: ReasonCode;
	/** Of what the exporter says. */
	readonly says: RegExp;
	readonly advice: (signal: SignalHealth) => string;
}

const GRPC_PORT = /:4317(\/|$)/;

const FAILURES: readonly Failure[] = [
	{
		code: 'header',
		says: /^(401|403)\b/,
		advice: ({ signal }) =>
			`Set OTEL_EXPORTER_OTLP_HEADERS (or OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS) to the key that it wants, as name=value.`,
	},
	{
		code: 'wrong_protocol',
		says: /^415\b|^400\b|not HTTP/,
		advice: () =>
			'It does not take this protocol. OTLP is spoken over HTTP here: expected is port 4318, and ' +
			'OTEL_EXPORTER_OTLP_PROTOCOL is http/protobuf or http/json.',
	},
	{
		code: 'wrong_endpoint',
		says: /^(3\d\d|404|405)\b|cannot be read/,
		advice: ({ signal }) =>
			`OTLP is not taken there. OTEL_EXPORTER_OTLP_ENDPOINT gets v1/${signal} added; a signal's own endpoint is ` +
			'used as it is, and has to name the path.',
	},
	{
		code: 'certificate',
		says: /CERT|SSL|TLS|self.signed/i,
		advice: () =>
			'Its certificate is not trusted. OTEL_EXPORTER_OTLP_CERTIFICATE names a file with the authority that signed it.',
	},
	{
		code: 'refused',
		says: /^[45]\d\d\b/,
		advice: () => 'It answers, and does not take what is sent: its own log says why.',
	},
	{ code: 'collector_away', says: /./, advice: () => 'See that it runs, and is reached from the app.' },
];

function failure(signal: SignalHealth & { endpoint: string }): Reason[] {
	const { endpoint, lastError } = signal;
	if (lastError === null || !(isFailing(signal) || lastError.message.includes('cannot be read'))) return [];
	const known = FAILURES.find(({ says }) => says.test(lastError.message));
	if (known === undefined) return [];
	const grpc = GRPC_PORT.test(endpoint) && known.code === 'collector_away';
	const { code, advice } = grpc ? (FAILURES.find((one) => one.code === 'wrong_protocol') ?? known) : known;
	const said = `${SIGNAL_NAMES[signal.signal]} cannot be sent to ${endpoint}: ${lastError.message}`;
	return [{ code, text: `${said.replace(/\.$/, '')}. ${advice(signal)}` }];
}

/** What a collector that fails now has cost is no reason of its own. */
const COST: ReadonlySet<DropReason> = new Set(['rejected', 'retries_exhausted']);

function drops(signal: SignalHealth): Reason[] {
	const own = dropsOf(signal).filter(({ reason }) => !(isFailing(signal) && COST.has(reason)));
	return own.map(({ what, count, advice }) => ({
		code: 'dropped',
		text: `Of ${SIGNAL_NAMES[signal.signal].toLowerCase()} ${count} were dropped: ${what.toLowerCase()}. ${advice.replaceAll('`', '')}`,
	}));
}

/** All is well at this end, as far as it is known. */
function arrival(signal: SignalHealth & { endpoint: string }, evidence: Evidence): Reason[] {
	if (isFailing(signal) || !isAbsent(evidence, signal.signal)) return [];
	const name = SIGNAL_NAMES[signal.signal];
	// Nobody but us takes what goes to our own receiver.
	const isOurs = evidence.place === 'otlp';
	if (signal.lastSuccessAt === null || (isOurs && signal.queued + signal.inFlight > 0)) {
		const text = `${name} wait to be sent to ${signal.endpoint}. Give them longer with --timeout.`;
		return [{ code: 'waiting', text }];
	}
	if (isOurs) return [];
	const text =
		`${name} were sent to ${signal.endpoint} and taken there, and are not here. See that what takes them passes ` +
		'them on to this place: its exporters, its own sampling (tail sampling decides late), and its retention.';
	return [{ code: 'elsewhere', text }];
}

import { notOnce } from '../../../src/lib/words/initialisation';
import { SIGNAL_NAMES } from '../../../src/lib/words/telemetry';
import type { SignalHealth } from '../../../src/telemetry/health/types';
import { hasLack, isAbsent, sickSignals, type Evidence, type Reason, type Rule } from '../evidence';

/** What was switched off, left out by the sampler, is to go nowhere, or is made by somebody else. */
export const notMade: readonly Rule[] = [
	notScheduled,
	disabled,
	goesNowhere,
	notScraped,
	sampledOut,
	notAlone,
];

function notScheduled(evidence: Evidence): Reason[] {
	if (!hasLack(evidence, 'schedule')) return [];
	const text =
		'The check was due at once, and the schedule has not run it. See in the log of every process on this database ' +
		'why it cannot start due checks, and that the clocks of Glasshouse and of PostgreSQL agree. --no-schedule does ' +
		'without.';
	return [{ code: 'not_scheduled', text }];
}

function disabled({ health }: Evidence): Reason[] {
	if (health?.enabled !== false) return [];
	return [
		{ code: 'disabled', text: 'Telemetry is switched off. Take OTEL_SDK_DISABLED away, and start again.' },
	];
}

function goesNowhere(evidence: Evidence): Reason[] {
	if (evidence.place === 'self' || evidence.place === 'prometheus') return [];
	const signals = evidence.health?.signals ?? [];
	if (signals.length > 0 && signals.every(({ endpoint }) => endpoint === null)) {
		const text =
			'Nothing is sent. Set OTEL_EXPORTER_OTLP_ENDPOINT to where OTLP is taken over HTTP, such as ' +
			'http://localhost:4318.';
		return [{ code: 'no_endpoint', text }];
	}
	return sickSignals(evidence)
		.filter(({ endpoint }) => endpoint === null)
		.map(switchedOff);
}

function switchedOff({ signal, exporters }: SignalHealth): Reason {
	const name = signal.toUpperCase();
	const now = exporters.length === 0 ? 'nowhere' : `to ${exporters.join(', ')} alone`;
	const text =
		`${SIGNAL_NAMES[signal]} go ${now}. See that OTEL_${name}_EXPORTER has otlp in it, and that there is an ` +
		`endpoint: OTEL_EXPORTER_OTLP_ENDPOINT, or OTEL_EXPORTER_OTLP_${name}_ENDPOINT.`;
	return { code: 'switched_off', text };
}

/** Prometheus fetches, unless somebody sends to it. */
function notScraped({ place, health, ...evidence }: Evidence): Reason[] {
	if (place !== 'prometheus' || health === null || !isAbsent({ place, health, ...evidence }, 'metrics'))
		return [];
	if (health.scrapeUrl !== null) {
		const text =
			`The metrics are at ${health.scrapeUrl}. See that Prometheus scrapes that address (Status → Targets), and ` +
			'that it reaches it: OTEL_EXPORTER_PROMETHEUS_HOST is the address to listen on.';
		return [{ code: 'not_scraped', text }];
	}
	if (health.signals.some(({ signal, endpoint }) => signal === 'metrics' && endpoint !== null)) return [];
	const text =
		'Metrics are neither served nor sent. Set OTEL_METRICS_EXPORTER=prometheus and let Prometheus scrape port ' +
		'9464, or send them to a Collector.';
	return [{ code: 'not_scraped', text }];
}

/** The live store has what the sampler leaves out, too. */
function sampledOut(evidence: Evidence): Reason[] {
	const sampler = evidence.health?.sampler ?? '';
	if (evidence.place === 'self' || !isAbsent(evidence, 'traces')) return [];
	if (!/off$|ratio$|^keep_what_matters$/.test(sampler)) return [];
	const text =
		`The sampler ${sampler} does not export every trace, and has left this one out. To prove that traces arrive, ` +
		'start once with OTEL_TRACES_SAMPLER=always_on, or raise OTEL_TRACES_SAMPLER_ARG.';
	return [{ code: 'sampled_out', text }];
}

/** What an SDK beside ours makes is not ours, and what both patch is made twice. */
function notAlone({ health }: Evidence): Reason[] {
	if (health?.enabled !== true || health.initialisation.once) return [];
	return [{ code: 'double', text: notOnce(health.initialisation).join(' ').replaceAll('`', '') }];
}

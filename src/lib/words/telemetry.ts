import type { DropReason, Signal, SignalHealth, TelemetryHealth } from '$telemetry/health/types';
import type { Mark } from './states';
import { counted, sentenceCase } from './number';

export const SIGNAL_NAMES: Record<Signal, string> = { traces: 'Traces', metrics: 'Metrics', logs: 'Logs' };

const ITEMS: Record<Signal, [one: string, many: string]> = {
	traces: ['span', 'spans'],
	metrics: ['data point', 'data points'],
	logs: ['log line', 'log lines'],
};

/** The variable that makes the queue of a signal longer. */
const QUEUE_SIZE: Partial<Record<Signal, string>> = {
	traces: 'OTEL_BSP_MAX_QUEUE_SIZE',
	logs: 'OTEL_BLRP_MAX_QUEUE_SIZE',
};

/** `12 spans`, `1 data point`. */
export function items(signal: Signal, count: number): string {
	return counted(count, ...ITEMS[signal]);
}

export function droppedCount({ dropped }: SignalHealth): number {
	return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

export interface Drop {
	reason: DropReason;
	count: number;
	/** What happened. */
	what: string;
	/** What can be done; names of variables stand between backticks. */
	advice: string;
}

/** What was dropped of a signal, the most first, with what to do about it. */
export function dropsOf({ signal, dropped }: SignalHealth): Drop[] {
	return DROPS.map(({ reason, what, advice }) => ({
		reason,
		count: dropped[reason] ?? 0,
		what,
		advice: typeof advice === 'string' ? advice : advice(signal),
	}))
		.filter(({ count }) => count > 0)
		.sort((a, b) => b.count - a.count);
}

const DROPS: { reason: DropReason; what: string; advice: string | ((signal: Signal) => string) }[] = [
	{ reason: 'queue_full', what: 'The queue was full', advice: queueAdvice },
	{
		reason: 'rejected',
		what: 'The collector refused it',
		advice:
			'Look at its last answer, at its limits, and at the key it wants in `OTEL_EXPORTER_OTLP_HEADERS`.',
	},
	{
		reason: 'retries_exhausted',
		what: 'The collector could not be reached in time',
		advice:
			'See that it runs at this endpoint. With `GLASSHOUSE_OTLP_SPOOL_DIR` what cannot be sent waits on disk.',
	},
	{
		reason: 'spool_full',
		what: 'The spool was full, or could not be written',
		advice: 'Make room on its disk, or raise `GLASSHOUSE_OTLP_SPOOL_MAX_BYTES`.',
	},
	{
		reason: 'shutdown',
		what: 'The process stopped before it was sent',
		advice: 'With `GLASSHOUSE_OTLP_SPOOL_DIR` the next start sends it.',
	},
	{
		reason: 'encoding_failed',
		what: 'It could not be encoded',
		advice: 'This is an error of Glasshouse; `OTEL_DEBUG=true` shows it.',
	},
];

function queueAdvice(signal: Signal): string {
	const variable = QUEUE_SIZE[signal];
	const longer = variable === undefined ? '' : `raise \`${variable}\`, or `;
	return sentenceCase(`${longer}make less of it: more was made than the collector took.`);
}

/** Whether the last attempt to send failed. */
export function isFailing({ lastError, lastSuccessAt }: SignalHealth): boolean {
	return lastError !== null && (lastSuccessAt === null || lastError.at > lastSuccessAt);
}

export function isExported({ exporters, endpoint }: SignalHealth): boolean {
	return exporters.some((exporter) => exporter !== 'otlp' || endpoint !== null);
}

/** How a signal fares, drawn and in a word. */
export function signalState(signal: SignalHealth): { mark: Mark; word: string } {
	if (!isExported(signal)) return { mark: 'paused', word: 'Not exported' };
	if (isFailing(signal)) return { mark: 'failing', word: 'Failing' };
	if (droppedCount(signal) > 0) return { mark: 'slow', word: 'Dropped some' };
	if (signal.endpoint === null) return { mark: 'passing', word: 'On' };
	return signal.lastSuccessAt === null
		? { mark: 'waiting', word: 'Nothing sent yet' }
		: { mark: 'passing', word: 'Sending' };
}

const DECISIONS: Record<string, string> = {
	sampled: 'Kept by the ratio',
	error: 'Kept for an error',
	slow: 'Kept for being slow',
	let_go: 'Let go',
	pushed_out: 'Pushed out before the decision',
};

/** What became of traces, in words; a decision that is not known here is told as it is. */
export function decisionName(decision: string): string {
	return DECISIONS[decision] ?? sentenceCase(decision.replaceAll('_', ' '));
}

/** What is going on with telemetry, in one breath. */
export function telemetrySentence({ enabled, initialisation, signals }: TelemetryHealth): string {
	if (!enabled) return 'Telemetry is switched off by OTEL_SDK_DISABLED.';
	const fares = exportSentence(signals);
	return initialisation.once
		? fares
		: `${fares} Something disturbs telemetry in this process: “The start” says what.`;
}

function exportSentence(signals: readonly SignalHealth[]): string {
	const exported = signals.filter(isExported);
	if (exported.length === 0)
		return 'Nothing is exported. Glasshouse itself shows what happens, while it is in memory.';
	const failing = exported.filter(isFailing);
	const goes =
		failing.length > 0 ? `${named(failing)} cannot be sent at the moment.` : `${named(exported)} go out.`;
	return `${goes} ${droppedClause(signals)}`;
}

function droppedClause(signals: readonly SignalHealth[]): string {
	const dropped = signals
		.map((health) => ({ signal: health.signal, count: droppedCount(health) }))
		.filter(({ count }) => count > 0)
		.map(({ signal, count }) => items(signal, count));
	return dropped.length === 0 ? 'Nothing was dropped.' : `${listed(dropped)} were dropped since the start.`;
}

function named(signals: readonly SignalHealth[]): string {
	return sentenceCase(listed(signals.map(({ signal }) => SIGNAL_NAMES[signal].toLowerCase())));
}

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
	return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

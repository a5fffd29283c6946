import { METRICS as APP } from '../../../src/lib/server/metrics';
import { METRICS } from '../../../src/telemetry/catalogue';
import type { Section } from '../model';
import { now, orZero, perSecond, quantile } from '../promql';

const BY_EXPORTER = ['otel.component.type'] as const;

export const COST: Section = {
	title: 'What it costs',
	panels: [
		{
			title: 'Time of an attempt to export',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells: 'How long 95 of 100 attempts to export a batch took at most, by exporter.',
			act: 'above a second the collector, or the way to it, is slow: put one nearby, and let that one send on.',
			bad: 1,
			queries: [
				{
					expression: quantile(0.95, METRICS.exportDuration, { by: BY_EXPORTER }),
					legend: '{{otel.component.type}}',
				},
			],
		},
		{
			title: 'Answers of the collector',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Attempts to export a second, by the status of the answer; none where there was no answer.',
			act: '401 and 403: OTEL_EXPORTER_OTLP_HEADERS. 404: the path. 415: the protocol. 429 and 503: it has too much to do.',
			queries: [
				{
					expression: perSecond(METRICS.exportDuration, { by: ['http.response.status_code'] }),
					legend: '{{http.response.status_code}}',
				},
			],
		},
		{
			title: 'Time to collect metrics',
			kind: 'lines',
			unit: 's',
			width: 6,
			tells: 'How long 95 of 100 collections of all metrics took at most, by who asked.',
			act: 'a callback of an observable metric is slow, or there are too many sets of attributes.',
			bad: 0.1,
			queries: [
				{
					expression: quantile(0.95, METRICS.collectionDuration, { by: BY_EXPORTER }),
					legend: '{{otel.component.type}}',
				},
			],
		},
		{
			title: 'Log records',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Log records a second that were given to telemetry.',
			act: 'if the app logs and this is zero, OTEL_LOGS_EXPORTER is none, or the level is too high.',
			queries: [{ expression: perSecond(METRICS.logsCreated), legend: 'log records' }],
		},
	],
};

export const SPANS: Section = {
	title: 'Spans and sampling',
	panels: [
		{
			title: 'Spans, by what the sampler said',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Spans a second that were started, by what the sampler said of them.',
			act: 'too many: lower OTEL_TRACES_SAMPLER_ARG. All recorded and none sampled: nothing is exported.',
			queries: [
				{
					expression: perSecond(METRICS.spansStarted, { by: ['otel.span.sampling_result'] }),
					legend: '{{otel.span.sampling_result}}',
				},
			],
		},
		{
			title: 'Where traces begin',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Spans a second by their parent: none, in this process, or in another.',
			act: 'if none come from another process although callers are traced, a proxy takes their traceparent away.',
			queries: [
				{
					expression: perSecond(METRICS.spansStarted, { by: ['otel.span.parent.origin'] }),
					legend: '{{otel.span.parent.origin}}',
				},
			],
		},
		{
			title: 'Open spans',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells:
				'Spans that have not ended, and how many a second were found to be open for longer than anything should take.',
			act: 'a leaked span is told in the log with its name: there is a path on which nobody ends it.',
			queries: [
				{ expression: now(METRICS.spansLive), legend: 'open' },
				{ expression: orZero(perSecond(APP.leakedSpans)), legend: 'leaked a second' },
			],
		},
		{
			title: 'Decisions of the sampler',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells:
				'Traces a second by what became of them: sampled, kept for an error or for being slow, or let go.',
			act: 'many that were pushed_out are a buffer that is too small (GLASSHOUSE_KEEP_BUFFER_SPANS): traces that matter may be lost.',
			queries: [
				{
					expression: perSecond(METRICS.samplerDecisions, { by: ['glasshouse.sampler.decision'] }),
					legend: '{{glasshouse.sampler.decision}}',
				},
			],
		},
		{
			title: 'Spans that wait for a decision',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'Ended spans that are held back until their trace is known to matter or not.',
			act: 'near GLASSHOUSE_KEEP_BUFFER_SPANS traces are pushed out: raise it, or sample more at once.',
			queries: [{ expression: now(METRICS.samplerBufferedSpans), legend: 'spans' }],
		},
		{
			title: 'Session events that were dropped',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Events of the timelines of runs that somebody did not get, a second.',
			act: 'the reason rate is a run that tells too much; timelines are best effort, its trace is whole all the same.',
			queries: [{ expression: orZero(perSecond(APP.sessionDrops)), legend: 'events' }],
		},
	],
};

/** Series in the notation of promtool, a value a minute, and the alerts that fire then. */
export interface RuleExample {
	readonly series: readonly { readonly series: string; readonly values: string }[];
	readonly firing: readonly string[];
	readonly at: string;
}

const WELL = [
	{ series: requests('200'), values: '0+1000x420' },
	{ series: runs('passed'), values: '0+100x420' },
	// What we could not find out is not the target's fault.
	{ series: runs('inconclusive'), values: '0+100x420' },
	{ series: own('bun_eventloop_delay_p99_seconds'), values: '0.002x420' },
	{ series: own('glasshouse_queue_lag_seconds'), values: '0x420' },
	{ series: own('process_uptime_seconds'), values: '0+60x420' },
	{ series: own('otel_sdk_exporter_span_exported_total'), values: '0+100x420' },
];
const HOURS = '7h';

/** What goes wrong, each beside a process with which all is well otherwise. */
export const EXAMPLES: readonly RuleExample[] = [
	{ series: WELL, firing: [], at: HOURS },
	{
		// For hours twice, and three times, what a month can bear: nobody has to get up for that.
		series: [...WELL, ...failing('0+2x420', '0+3x420')],
		firing: [],
		at: HOURS,
	},
	{
		series: [...WELL, ...failing('0+10x420', '0+10x420')],
		firing: ['GlasshouseChecksFailSlow', 'GlasshouseRequestsFailSlow'],
		at: HOURS,
	},
	{
		series: [...WELL, ...failing('0+30x420', '0+30x420')],
		firing: [
			'GlasshouseChecksFailFast',
			'GlasshouseChecksFailSlow',
			'GlasshouseRequestsFailFast',
			'GlasshouseRequestsFailSlow',
		],
		at: HOURS,
	},
	{
		// It was bad, and has been over for longer than the short windows.
		series: [...WELL, ...failing('0x330 0+500x40 20000x50', '0x330 0+50x40 2000x50')],
		firing: [],
		at: HOURS,
	},
	{
		series: [
			...WELL,
			{ series: own('bun_eventloop_delay_p99_seconds', 'b'), values: '0.002x60 0.4x60' },
			{ series: own('glasshouse_queue_lag_seconds', 'b'), values: '0x60 0+30x60' },
		],
		firing: ['GlasshouseEventLoopStalls', 'GlasshouseQueueLags'],
		at: '80m',
	},
	...[
		'otel_sdk_exporter_span_exported_total',
		'otel_sdk_exporter_log_exported_total',
		'otel_sdk_exporter_metric_data_point_exported_total',
		'otel_sdk_processor_span_processed_total',
		'otel_sdk_processor_log_processed_total',
	].map((name) => ({
		series: [...WELL, { series: own(name, 'a', ',error_type="rejected"'), values: '0+10x60' }],
		firing: ['GlasshouseTelemetryIsLost'],
		at: '30m',
	})),
];

function own(name: string, instance = 'a', more = ''): string {
	return `${name}{job="glasshouse",instance="${instance}"${more}}`;
}

function requests(code: string): string {
	const labels = `,http_route="/",http_response_status_code="${code}"`;
	return own('http_server_request_duration_seconds_count', 'a', labels);
}

function failing(valuesOfRequests: string, valuesOfRuns: string) {
	return [
		{ series: requests('503'), values: valuesOfRequests },
		{ series: runs('failed'), values: valuesOfRuns },
	];
}

function runs(state: string): string {
	return own('glasshouse_workflow_runs_total', 'a', `,glasshouse_run_state="${state}"`);
}

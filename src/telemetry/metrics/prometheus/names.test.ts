import { expect, test } from 'bun:test';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { ValueType } from '@opentelemetry/api';
import { familyName, labelName } from './names';

type Kind = 'counter' | 'upDown' | 'gauge' | 'histogram';

function metric(name: string, unit: string, kind: Kind): MetricData {
	const base = {
		descriptor: { name, unit, description: '', valueType: ValueType.DOUBLE },
		aggregationTemporality: AggregationTemporality.CUMULATIVE,
		dataPoints: [],
	};
	if (kind === 'histogram') return { ...base, dataPointType: DataPointType.HISTOGRAM };
	if (kind === 'gauge') return { ...base, dataPointType: DataPointType.GAUGE };
	return { ...base, dataPointType: DataPointType.SUM, isMonotonic: kind === 'counter' };
}

const CASES: [name: string, unit: string, kind: Kind, family: string, unitInWords: string][] = [
	['http.server.request.duration', 's', 'histogram', 'http_server_request_duration_seconds', 'seconds'],
	['http.server.active_requests', '{request}', 'upDown', 'http_server_active_requests', ''],
	['process.memory.usage', 'By', 'upDown', 'process_memory_usage_bytes', 'bytes'],
	['process.cpu.time', 's', 'counter', 'process_cpu_time_seconds', 'seconds'],
	['process.cpu.utilization', '1', 'gauge', 'process_cpu_utilization_ratio', 'ratio'],
	['retries', '1', 'counter', 'retries', ''],
	['open', '1', 'upDown', 'open', ''],
	['jobs.total', '{job}', 'counter', 'jobs', ''],
	['jobs.total', 'By', 'counter', 'jobs_bytes', 'bytes'],
	['jobs.total', '', 'gauge', 'jobs_total', ''],
	['wait_seconds', 's', 'histogram', 'wait_seconds', 'seconds'],
	['wait.seconds.max', 's', 'gauge', 'wait_seconds_max', ''],
	['milliseconds', 's', 'gauge', 'milliseconds_seconds', 'seconds'],
	['throughput', 'By/s', 'gauge', 'throughput_bytes_per_second', 'bytes_per_second'],
	['rate', '{request}/s', 'gauge', 'rate_per_second', 'per_second'],
	['rate', '{a}/{b}', 'gauge', 'rate', ''],
	['speed', 'm/h', 'gauge', 'speed_meters_per_hour', 'meters_per_hour'],
	['odd', 'furlong/fortnight', 'gauge', 'odd_furlong_per_fortnight', 'furlong_per_fortnight'],
	['odd', 'a/b/c', 'gauge', 'odd', ''],
	['cpu', '%', 'gauge', 'cpu_percent', 'percent'],
	['a--b..c__d', '', 'gauge', 'a_b_c_d', ''],
	['a/b-c', 'KiBy', 'gauge', 'a_b_c_kibibytes', 'kibibytes'],
	['1st', 'ms', 'gauge', '_1st_milliseconds', 'milliseconds'],
];

for (const [name, unit, kind, family, words] of CASES) {
	test(`${kind} ${name} in ${JSON.stringify(unit)} is ${family}`, () => {
		expect(familyName(metric(name, unit, kind))).toMatchObject({ name: family, unit: words });
	});
}

test('labels have letters, digits and single underscores', () => {
	const names = ['http.route', 'a__b', 'a.-b', '1a', 'é', 'a:b', 'ok'].map(labelName);
	expect(names).toEqual(['http_route', 'a_b', 'a_b', '_1a', '_', 'a_b', 'ok']);
});

import { grouped, megabytes, range, type Column } from '../markdown';
import type { RouteResult, SpanResult, StartResult, VariantResult } from './result';
import { ROUTES } from './variants';

/** What is told of a variant, in tables for a terminal and on the page. */

export function costColumns({ measurement, variants }: RouteResult): Column<VariantResult>[] {
	const { unit } = ROUTES[measurement];
	const added = ({ peakRssBytes, baseline }: VariantResult) =>
		megabytes(peakRssBytes - (variants.find(({ name }) => name === baseline)?.peakRssBytes ?? NaN));
	return [
		{ title: 'variant', cell: ({ title }) => title },
		{ title: `CPU µs a ${unit}`, cell: ({ cpuMicros }) => cpuMicros.median.toFixed(1) },
		{ title: 'ratio', cell: ({ ratio }) => ratio.median.toFixed(2) },
		{ title: 'min to max', cell: ({ ratio }) => range(ratio, 2) },
		{ title: `${unit}s/s`, cell: ({ requestsPerSecond }) => grouped(requestsPerSecond) },
		{ title: 'p50 ms', cell: ({ p50Ms }) => p50Ms.toFixed(2) },
		{ title: 'p99 ms', cell: ({ p99Ms }) => p99Ms.toFixed(2) },
		{ title: 'peak RSS MB', cell: ({ peakRssBytes }) => megabytes(peakRssBytes) },
		{ title: 'added MB', cell: added },
	];
}

/** What the collector has received, from the start of a variant's server to its end. */
export function receivedColumns({ measurement }: RouteResult): Column<VariantResult>[] {
	const { unit } = ROUTES[measurement];
	return [
		{ title: 'received of', cell: ({ title }) => title },
		{ title: `${unit}s`, cell: ({ served }) => grouped(served) },
		{ title: 'spans', cell: ({ received }) => grouped(received.spans + received.connectionSpans) },
		{ title: `a ${unit}`, cell: ({ received, served }) => (received.spans / served).toFixed(2) },
		{ title: 'log records', cell: ({ received }) => grouped(received.logRecords) },
		{ title: 'data points', cell: ({ received }) => grouped(received.dataPoints) },
		{ title: 'MB', cell: ({ received }) => megabytes(received.bytes, 1) },
		{ title: `bytes a ${unit}`, cell: ({ received, served }) => grouped(received.bytes / served) },
	];
}

export const START_COLUMNS: Column<StartResult['variants'][number]>[] = [
	{ title: 'preload', cell: ({ title }) => title },
	{ title: 'start ms', cell: ({ wallMs }) => wallMs.median.toFixed(1) },
	{ title: 'added ms', cell: ({ addedMs }) => addedMs.median.toFixed(1) },
	{ title: 'min to max', cell: ({ addedMs }) => range(addedMs, 1) },
	{ title: 'added CPU ms', cell: ({ addedCpuMs }) => addedCpuMs.median.toFixed(1) },
	{ title: 'added RSS MB', cell: ({ addedRssBytes }) => megabytes(addedRssBytes.median, 1) },
];

export const SPAN_COLUMNS: Column<SpanResult['variants'][number]>[] = [
	{ title: 'tracer and encoder', cell: ({ title }) => title },
	{ title: 'µs a span', cell: ({ micros }) => micros.median.toFixed(2) },
	{ title: 'min to max', cell: ({ micros }) => range(micros, 2) },
	{ title: 'CPU µs', cell: ({ cpuMicros }) => cpuMicros.median.toFixed(2) },
	{ title: 'bytes', cell: ({ bytesPerSpan }) => bytesPerSpan.toFixed(0) },
];

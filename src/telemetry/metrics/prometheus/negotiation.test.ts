import { expect, test } from 'bun:test';
import { acceptsGzip, chosenFormat } from './negotiation';

/** What Prometheus 2.42 and 3.0 send. */
const PROMETHEUS_2 =
	'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const PROMETHEUS_3 =
	'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,' +
	'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

const FORMATS: [accept: string | null, format: 'text' | 'openmetrics'][] = [
	[null, 'text'],
	['', 'text'],
	['*/*', 'text'],
	['text/html,*/*;q=0.1', 'text'],
	['image/png', 'text'],
	[PROMETHEUS_2, 'openmetrics'],
	[PROMETHEUS_3, 'openmetrics'],
	['application/openmetrics-text', 'openmetrics'],
	['Application/OpenMetrics-Text; Version="1.0.0"', 'openmetrics'],
	['application/openmetrics-text; version=2.0.0, text/plain;q=0.1', 'text'],
	['application/openmetrics-text;q=0.2, text/plain;version=0.0.4;q=0.9', 'text'],
	['text/plain;q=0.5, application/openmetrics-text;q=0.50', 'text'],
	['application/openmetrics-text;q=0.5, text/plain;q=0.5', 'openmetrics'],
	['application/openmetrics-text;q=0', 'text'],
	['application/openmetrics-text;q=x', 'text'],
];

for (const [accept, format] of FORMATS) {
	test(`Accept: ${accept} gives ${format}`, () => expect(chosenFormat(accept)).toBe(format));
}

const ENCODINGS: [header: string | null, accepted: boolean][] = [
	[null, false],
	['', false],
	['gzip', true],
	['deflate, GZIP;q=0.5', true],
	['gzip;q=0', false],
	['*', true],
	['*;q=0', false],
	['*, gzip;q=0', false],
	['br, identity', false],
];

for (const [header, accepted] of ENCODINGS) {
	test(`Accept-Encoding: ${header} ${accepted ? 'takes' : 'does not take'} gzip`, () =>
		expect(acceptsGzip(header)).toBe(accepted));
}

import type { Value } from '../otlp/decode';
import type { Seen, Start } from './start';

interface Attributed {
	attributes: Record<string, Value>;
}

const richSpan = ({ receiver }: Seen) => receiver.spans.find(({ name }) => name === 'rich');
const richLog = ({ receiver }: Seen) => receiver.logs.find(({ body }) => body === 'rich');

/** How many attributes there are, and how long the longest is. */
function shape(item: Attributed | undefined): [count: number, length: number] {
	const values = Object.values(item?.attributes ?? {});
	return [
		values.length,
		Math.max(0, ...values.map((value) => (typeof value === 'string' ? value.length : NaN))),
	];
}

const GENERAL = { OTEL_ATTRIBUTE_COUNT_LIMIT: '4', OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '8' };
const UNLIMITED = 26;

/** What a span and a log record may hold. The program puts six attributes of 26 letters on everything. */
export const LIMITS: Start[] = [
	{
		title: 'no limits',
		env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url }),
		rows: [
			{
				variables: [],
				rule: 'everything arrives',
				holds: (seen) => [
					shape(richSpan(seen)),
					shape(richLog(seen)),
					richSpan(seen)?.events.map(shape),
					richSpan(seen)?.links.map(shape),
				],
				is: [[6, UNLIMITED], [6, UNLIMITED], Array(4).fill([6, UNLIMITED]), Array(3).fill([6, UNLIMITED])],
			},
		],
	},
	{
		title: 'the general limits',
		env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...GENERAL }),
		rows: [
			{
				variables: Object.keys(GENERAL),
				rule: 'hold for the attributes of spans, log records, events and links',
				holds: (seen) => [
					shape(richSpan(seen)),
					shape(richLog(seen)),
					richSpan(seen)?.events.map(shape),
					richSpan(seen)?.links.map(shape),
				],
				is: [[4, 8], [4, 8], Array(4).fill([4, 8]), Array(3).fill([4, 8])],
			},
			{
				variables: ['OTEL_ATTRIBUTE_COUNT_LIMIT'],
				rule: 'what is left out is counted',
				holds: (seen) => [richSpan(seen)?.dropped.attributes, richLog(seen)?.droppedAttributes],
				is: [2, 2],
			},
		],
	},
	{
		title: 'limits of their own',
		env: ({ url }) => ({
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			...GENERAL,
			OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '3',
			OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '5',
			OTEL_SPAN_EVENT_COUNT_LIMIT: '2',
			OTEL_SPAN_LINK_COUNT_LIMIT: '1',
			OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '1',
			OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '2',
			OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '5',
			OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '6',
		}),
		rows: [
			{
				variables: ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
				rule: 'those of spans go before the general ones',
				holds: (seen) => shape(richSpan(seen)),
				is: [3, 5],
			},
			{
				variables: ['OTEL_SPAN_EVENT_COUNT_LIMIT', 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'],
				rule: 'so many events, and attributes of each; what is left out is counted',
				holds: (seen) => [
					richSpan(seen)?.events.map((event) => shape(event)[0]),
					richSpan(seen)?.dropped.events,
				],
				is: [[1, 1], 2],
			},
			{
				variables: ['OTEL_SPAN_LINK_COUNT_LIMIT', 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'],
				rule: 'so many links, and attributes of each; what is left out is counted',
				holds: (seen) => [richSpan(seen)?.links.map((link) => shape(link)[0]), richSpan(seen)?.dropped.links],
				is: [[2], 2],
			},
			{
				variables: ['OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', 'OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
				rule: 'those of log records go before the general ones',
				holds: (seen) => shape(richLog(seen)),
				is: [5, 6],
			},
		],
	},
];

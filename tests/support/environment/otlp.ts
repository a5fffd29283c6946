import type { Seen, Start } from './start';

const SIGNALS = ['TRACES', 'METRICS', 'LOGS'] as const;
const OTLP = 'OTEL_EXPORTER_OTLP';

/** What is told of the requests of each signal. */
function ofEach<T>({ receiver }: Seen, tell: (request: Seen['receiver']['requests'][number]) => T) {
	return SIGNALS.map((signal) => {
		const request = receiver.requests.find(({ path }) => path === `/v1/${signal.toLowerCase()}`);
		return request === undefined ? undefined : tell(request);
	});
}

/** Where OTLP goes and how, for all signals and for each. */
export const OTLP_SETTINGS: Start[] = [
	{
		title: 'settings for all signals',
		env: ({ url }) => ({
			[`${OTLP}_ENDPOINT`]: `${url}/`,
			[`${OTLP}_HEADERS`]: 'x-tenant=a%20b,x-all=1',
			[`${OTLP}_COMPRESSION`]: 'gzip',
			[`${OTLP}_PROTOCOL`]: 'http/json',
		}),
		rows: [
			{
				variables: [`${OTLP}_ENDPOINT`],
				rule: 'the path of each signal is appended to the common endpoint',
				holds: (seen) => ofEach(seen, ({ status }) => status),
				is: [200, 200, 200],
			},
			{
				variables: [`${OTLP}_HEADERS`],
				rule: 'each request has the headers, decoded',
				holds: (seen) => ofEach(seen, ({ headers }) => headers['x-tenant']),
				is: ['a b', 'a b', 'a b'],
			},
			{
				variables: [`${OTLP}_COMPRESSION`, `${OTLP}_PROTOCOL`],
				rule: 'each request is gzipped JSON',
				holds: (seen) => ofEach(seen, ({ encoding, contentType }) => `${encoding} ${contentType}`),
				is: Array(3).fill('gzip application/json'),
			},
		],
	},
	...SIGNALS.map(alone),
];

/** One signal's settings go before the common ones, and hold for it alone. */
function alone(signal: (typeof SIGNALS)[number]): Start {
	const own = (setting: string) => `${OTLP}_${signal}_${setting}`;
	const only = <T>(one: T, others: T): T[] => SIGNALS.map((name) => (name === signal ? one : others));
	return {
		title: `settings for ${signal} alone`,
		env: ({ url }) => ({
			[`${OTLP}_ENDPOINT`]: `${url}/`,
			[`${OTLP}_HEADERS`]: 'x-tenant=a,x-all=1',
			[`${OTLP}_PROTOCOL`]: 'http/json',
			[`${OTLP}_COMPRESSION`]: 'none',
			[own('ENDPOINT')]: `${url}/v1/${signal.toLowerCase()}?as=it%20is`,
			[own('HEADERS')]: 'X-Tenant=b',
			[own('PROTOCOL')]: 'http/protobuf',
			[own('COMPRESSION')]: 'gzip',
		}),
		rows: [
			{
				variables: [own('ENDPOINT')],
				rule: 'its URL is used as it is',
				holds: (seen) => [ofEach(seen, ({ status }) => status), ofEach(seen, ({ search }) => search)],
				is: [[200, 200, 200], only('?as=it%20is', '')],
			},
			{
				variables: [own('HEADERS')],
				rule: 'its headers are added to the common ones, and go before them',
				holds: (seen) => ofEach(seen, ({ headers }) => `${headers['x-tenant']} ${headers['x-all']}`),
				is: only('b 1', 'a 1'),
			},
			{
				variables: [own('COMPRESSION'), own('PROTOCOL')],
				rule: 'it is compressed and encoded in its own way',
				holds: (seen) => ofEach(seen, ({ encoding, contentType }) => `${encoding} ${contentType}`),
				is: only('gzip application/x-protobuf', 'identity application/json'),
			},
		],
	};
}

import { untraced } from '../client';
import type { Start } from './start';

const TRACE = '0af7651916cd43dd8448eb211c80319';
const traceOf = (last: string) => `${TRACE}${last}`;

/** Asks with a remote parent that is sampled (trace …1), and with one that is not (trace …0). */
async function askInTraces(url: string): Promise<void> {
	for (const flag of ['0', '1']) {
		const traceparent = `00-${traceOf(flag)}-b7ad6b7169203331-0${flag}`;
		await (await untraced(`${url}/echo`, { headers: { traceparent } })).text();
	}
}

/** What arrived: of roots, of the sampled remote parent, of the other. */
function sampled(title: string, env: Record<string, string>, is: boolean[]): Start {
	return {
		title,
		env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_TRACES_SAMPLER: title, ...env }),
		ask: askInTraces,
		rows: [
			{
				variables: ['OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG'],
				rule: 'of roots, of what hangs on a sampled parent, and of what hangs on another, this goes out',
				holds: ({ receiver }) => [
					receiver.spans.some(({ name }) => name === 'plain'),
					receiver.trace(traceOf('1')).length > 0,
					receiver.trace(traceOf('0')).length > 0,
				],
				is,
			},
		],
	};
}

const NONE = { OTEL_TRACES_SAMPLER_ARG: '0' };
const ALL = { OTEL_TRACES_SAMPLER_ARG: '1' };

export const SAMPLING: Start[] = [
	sampled('always_on', NONE, [true, true, true]),
	sampled('always_off', ALL, [false, false, false]),
	sampled('traceidratio', NONE, [false, false, false]),
	sampled('traceidratio', ALL, [true, true, true]),
	sampled('parentbased_always_on', NONE, [true, true, false]),
	sampled('parentbased_always_off', ALL, [false, true, false]),
	sampled('parentbased_traceidratio', NONE, [false, true, false]),
	sampled('parentbased_traceidratio', ALL, [true, true, false]),
	{
		title: 'keep_what_matters',
		env: ({ url }) => ({
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			OTEL_TRACES_SAMPLER: 'keep_what_matters',
			...NONE,
			GLASSHOUSE_KEEP_SLOWER_THAN: '600s,/echo=0ms',
			GLASSHOUSE_KEEP_BUFFER_SPANS: '3',
		}),
		ask: askInTraces,
		rows: [
			{
				variables: ['OTEL_TRACES_SAMPLER', 'GLASSHOUSE_KEEP_SLOWER_THAN'],
				rule: 'what was slow by its route goes out whole, and nothing else',
				holds: ({ receiver, health }) => [
					new Set(receiver.spans.map(({ name }) => name)),
					health.samplerDecisions.slow,
				],
				is: [new Set(['asking', 'GET', 'GET /echo']), 2],
			},
			{
				variables: ['GLASSHOUSE_KEEP_BUFFER_SPANS'],
				rule: 'what there is no room for is pushed out',
				holds: ({ health }) => (health.samplerDecisions.pushed_out ?? 0) > 0,
				is: true,
			},
		],
	},
];

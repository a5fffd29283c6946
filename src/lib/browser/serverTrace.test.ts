import { expect, test } from 'bun:test';
import { readServerTrace, traceparent } from './serverTrace';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

function pageWith(meta: Record<string, string | undefined>) {
	return {
		querySelector: (selector: string) => {
			const name = /"(.+)"/.exec(selector)?.[1] ?? '';
			const content = meta[name];
			return content === undefined ? null : { getAttribute: () => content };
		},
	} as unknown as Pick<ParentNode, 'querySelector'>;
}

test.each([
	['01', true],
	['03', true],
	['00', false],
])('flags %s', (flags, sampled) => {
	const page = pageWith({ traceparent: `00-${TRACE}-${SPAN}-${flags}`, 'server-time': '1700000000123.5' });
	expect(readServerTrace(page)).toEqual({
		traceId: TRACE,
		spanId: SPAN,
		sampled,
		serverMs: 1_700_000_000_123.5,
	});
});

test.each([{}, { traceparent: '' }, { traceparent: `01-${TRACE}-${SPAN}-01` }])(
	'%j tells nothing',
	(meta) => {
		expect(readServerTrace(pageWith(meta))).toBeNull();
	},
);

test('a request goes on with a trace', () => {
	expect(traceparent(TRACE, SPAN, true)).toBe(`00-${TRACE}-${SPAN}-01`);
	expect(traceparent(TRACE, SPAN, false)).toBe(`00-${TRACE}-${SPAN}-00`);
});

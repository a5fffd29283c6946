import { describe, expect, test } from 'bun:test';
import type { Finding } from './inspect';
import { jsonOf, reportOf, treeOf } from './report';
import type { Result } from './run';
import { wholeScheduledTrace, wholeTrace } from './traceFixture';

const WHOLE: Finding = {
	place: 'tempo',
	trigger: 'manual',
	title: 'Tempo at http://tempo:3200',
	spans: wholeTrace(),
	metrics: null,
	logs: null,
	lacks: [],
	reasons: [],
};
const LACKING: Finding = {
	place: 'prometheus',
	trigger: 'manual',
	title: 'Prometheus at http://prometheus:9090',
	spans: null,
	metrics: { found: ['http.server.request.duration'], wanted: 2 },
	logs: null,
	lacks: [{ kind: 'metric', what: 'metric glasshouse.workflow.runs' }],
	reasons: [
		{ code: 'elsewhere', text: 'It went elsewhere.' },
		{ code: 'log_level', text: 'Or nowhere.' },
	],
};

function result(...findings: Finding[]): Result {
	const run = { id: 'run', traceId: 'trace', state: 'passed' };
	const scheduled = { id: 'other', traceId: 'other trace', state: 'passed' };
	const whole = findings.every(({ lacks }) => lacks.length === 0);
	return { whole, url: 'http://app', run, scheduled, findings };
}

test('the tree has a line a span: branches, kind, duration, service, and what is odd', () => {
	const kept = ['server', 'kit', 'workflow', 'judge', 'record', 'update', 'notify'];
	const parents: Record<string, string> = { workflow: 'kit', update: 'gone' };
	const spans = wholeTrace()
		.filter(({ spanId }) => kept.includes(spanId))
		.map((span) => ({
			...span,
			parentSpanId: parents[span.spanId] ?? span.parentSpanId,
			endTimeUnixNano: span.spanId === 'notify' ? null : span.endTimeUnixNano,
			status: { code: span.spanId === 'judge' ? ('error' as const) : ('unset' as const) },
		}));
	expect(treeOf(spans).split('\n')).toEqual([
		'POST /api/v1/checks/{id}/run  server       100 ms  glasshouse',
		'└ sveltekit.handle.root       internal      99 ms  glasshouse',
		'  └ workflow runCheck         internal      95 ms  glasshouse',
		'    ├ step judge              internal      91 ms  glasshouse  error',
		'    ├ step record             internal      90 ms  glasshouse',
		'    └ step notify             internal  not ended  glasshouse',
		'UPDATE runs                   client        89 ms  glasshouse  its parent is not here',
	]);
});

test('of a trace that got out of hand only the beginning is shown', () => {
	const [root] = wholeTrace();
	if (root === undefined) throw new Error('The fixture is empty');
	const many = Array.from({ length: 500 }, (_, index) => ({
		...root,
		spanId: `s${index}`,
		parentSpanId: index === 0 ? null : 's0',
	}));
	expect(treeOf(many).split('\n')).toHaveLength(201);
	expect(treeOf(many)).toEndWith('… and 300 spans more');
});

describe('the report', () => {
	test('of what is whole', () => {
		const told = reportOf(result(WHOLE));
		expect(told).toStartWith('Trace trace in Tempo at http://tempo:3200:\n\nPOST ');
		expect(told).toContain('✔ Tempo at http://tempo:3200: 13 spans\n');
		expect(told).toContain('\nWhole: ');
	});

	test('of what is not: what is missing, the likeliest reason, and the others', () => {
		const told = reportOf(result(WHOLE, LACKING));
		expect(told).toContain(
			[
				'✘ Prometheus at http://prometheus:9090: 1 of 2 metrics',
				'    missing: metric glasshouse.workflow.runs',
				'    likeliest reason: It went elsewhere.',
				'    or: Or nowhere.',
			].join('\n'),
		);
		expect(told).toContain('Not whole: something is missing in 1 of 2 places.');
	});

	test('of a run by the schedule has a tree and a line of its own', () => {
		const scheduled: Finding = { ...WHOLE, trigger: 'schedule', spans: wholeScheduledTrace() };
		const told = reportOf(result(WHOLE, scheduled));
		expect(told).toContain(
			'Trace other trace, by the schedule, in Tempo at http://tempo:3200:\n\nschedule check ',
		);
		expect(told).toContain('✔ Tempo at http://tempo:3200, the run by the schedule: 9 spans\n');
	});

	test('of a schedule that has run nothing says so, and why', () => {
		const missed: Finding = {
			...WHOLE,
			trigger: 'schedule',
			spans: null,
			lacks: [{ kind: 'schedule', what: 'a run by the schedule' }],
			reasons: [{ code: 'not_scheduled', text: 'It has not run it.' }],
		};
		expect(reportOf(result(WHOLE, missed))).toContain(
			[
				'✘ Tempo at http://tempo:3200, the run by the schedule',
				'    missing: a run by the schedule',
				'    likeliest reason: It has not run it.',
			].join('\n'),
		);
	});

	test('for programs holds the same', () => {
		const told = JSON.parse(jsonOf(result(WHOLE, LACKING))) as { whole: boolean; places: unknown[] };
		expect(told).toMatchObject({
			whole: false,
			scheduled: { id: 'other', traceId: 'other trace', state: 'passed' },
			places: [
				{ place: 'tempo', trigger: 'manual', whole: true },
				{ place: 'prometheus', whole: false, missing: LACKING.lacks, reasons: LACKING.reasons },
			],
		});
	});
});

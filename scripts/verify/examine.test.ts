import { describe, expect, test } from 'bun:test';
import type { TraceSpan } from '../../src/lib/trace/wire';
import { examineTrace } from './examine';
import type { Setting } from './expected';
import { TARGET_URL, wholeScheduledTrace, wholeTrace } from './traceFixture';

const SETTING: Setting = {
	trigger: 'manual',
	targetUrl: TARGET_URL,
	targetReports: true,
	behindProxy: false,
};

function without(...ids: string[]): TraceSpan[] {
	return wholeTrace().filter(({ spanId }) => !ids.includes(spanId));
}

function changed(id: string, change: Partial<TraceSpan>): TraceSpan[] {
	return wholeTrace().map((span) => (span.spanId === id ? { ...span, ...change } : span));
}

const lacks = (spans: TraceSpan[], setting: Partial<Setting> = {}) =>
	examineTrace(spans, { ...SETTING, ...setting }).map(({ kind, part }) => [kind, part]);

test('a whole trace lacks nothing, in whatever order it comes', () => {
	expect(lacks(wholeTrace())).toEqual([]);
	expect(lacks(wholeTrace().reverse())).toEqual([]);
});

test('no span at all is one lack, not a dozen', () => {
	expect(lacks([])).toEqual([['trace', undefined]]);
});

describe('a span that is missing is named', () => {
	test.each([
		['judge', 'judge', []],
		['insert', 'procedure SQL', []],
		['update', 'run SQL', []],
		['target', 'target', []],
		['server', 'server', ['server']],
		['workflow', 'workflow', ['workflow']],
		['client', 'client', ['client']],
	] as const)('%s', (id, part, parents) => {
		const found = examineTrace(without(id), SETTING);
		expect(found.filter(({ kind }) => kind === 'span').map((lack) => lack.part)).toEqual([part]);
		const orphans = found.filter(({ kind }) => kind === 'orphan');
		expect(orphans.map(({ what }) => what.split(' ')[2])).toEqual([...parents]);
		expect(found).toHaveLength(1 + parents.length);
	});

	test('that of the target only where the target reports', () => {
		expect(lacks(without('target'), { targetReports: false })).toEqual([]);
	});
});

describe('a span that stands in the wrong place is told', () => {
	test('SQL that lost its step', () => {
		expect(lacks(changed('update', { parentSpanId: 'server' }))).toEqual([['span', 'run SQL']]);
	});

	test('a step beside its workflow', () => {
		expect(lacks(changed('notify', { parentSpanId: 'procedure' }))).toEqual([['place', 'notify']]);
	});

	test('kit’s root beside the SERVER span, as it is without the propagator', () => {
		expect(lacks(changed('kit', { parentSpanId: null }))).toEqual([['place', 'kit']]);
	});
});

describe('what is there twice is told', () => {
	test('a SERVER span under a SERVER span', () => {
		const [server] = wholeTrace();
		if (server === undefined) throw new Error('The fixture is empty');
		const outer: TraceSpan = { ...server, spanId: 'outer' };
		expect(lacks([outer, ...changed('server', { parentSpanId: 'outer' })])).toEqual([
			['twice', 'server'],
			['place', 'kit'],
		]);
	});

	test('every span stored twice', () => {
		expect(lacks([...wholeTrace(), ...wholeTrace()])).toEqual([['twice', undefined]]);
	});
});

describe('times', () => {
	test('a target whose clock is behind', () => {
		const before = changed('target', { startTimeUnixNano: '1699999999000000000' });
		expect(lacks(before)).toEqual([['clock', undefined]]);
	});

	test('a span that is rounded to before its parent is no matter', () => {
		expect(lacks(changed('target', { startTimeUnixNano: '1700000000006500000' }))).toEqual([]);
	});

	test('a span that has not ended', () => {
		expect(lacks(changed('workflow', { endTimeUnixNano: null }))).toEqual([['open', undefined]]);
	});
});

test('behind a proxy that is traced, the SERVER span may name a parent of the proxy’s', () => {
	const behind = changed('server', { parentSpanId: 'proxy' });
	expect(lacks(behind, { behindProxy: true })).toEqual([]);
	expect(lacks(behind)).toEqual([['orphan', undefined]]);
});

describe('of a run that the schedule started', () => {
	const scheduled = (without?: string) =>
		lacks(
			wholeScheduledTrace().filter(({ spanId }) => spanId !== without),
			{ trigger: 'schedule' },
		);

	test('a whole trace begins there, and lacks nothing', () => {
		expect(scheduled()).toEqual([]);
	});

	test('its beginning is looked for, and with it the parent of the workflow', () => {
		expect(scheduled('schedule')).toEqual([
			['span', 'schedule'],
			['orphan', undefined],
		]);
	});

	test('what is looked for below is the same', () => {
		expect(scheduled('update')).toEqual([['span', 'run SQL']]);
		expect(scheduled('target')).toEqual([['span', 'target']]);
	});

	test('the workflow stands directly under it', () => {
		const [root, workflow, ...more] = wholeScheduledTrace();
		if (root === undefined || workflow === undefined) throw new Error('The fixture is empty');
		const between: TraceSpan = { ...root, spanId: 'between', parentSpanId: 'schedule', name: 'other' };
		const moved = { ...workflow, parentSpanId: 'between' };
		expect(lacks([root, between, moved, ...more], { trigger: 'schedule' })).toEqual([['place', 'workflow']]);
	});

	test('one that was asked for is no such run', () => {
		expect(lacks(wholeTrace(), { trigger: 'schedule' })).toContainEqual(['span', 'schedule']);
	});
});

test('attributes that a backend tells as empty texts are none', () => {
	const empty = changed('insert', { attributes: { 'db.system.name': '', 'db.system': '' } });
	expect(lacks(empty)).toEqual([['span', 'procedure SQL']]);
});

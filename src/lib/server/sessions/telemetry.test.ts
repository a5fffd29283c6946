import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { describe, expect, test } from 'bun:test';
import { inRun } from './runContext';
import { endSession, sessionEvents, subscribeSessions } from './sessionBus';
import { telemetry } from './telemetry';

const newRun = () => crypto.randomUUID();

describe('telemetry', () => {
	test('belongs to the run of the active context, however deep', async () => {
		const runId = newRun();
		await inRun(runId, async () => {
			await Promise.resolve();
			expect(telemetry.emit('one', { n: 1 })).toBe(true);
		});
		expect(sessionEvents(runId)).toMatchObject([{ sessionId: runId, type: 'one', data: { n: 1 } }]);
	});

	test('tells nothing outside a run', () => {
		context.with(ROOT_CONTEXT, () => {
			expect(telemetry.emit('one')).toBe(false);
			const id = telemetry.startSpan('two');
			expect(id).toBe('');
			expect(telemetry.endSpan(id)).toBe(false);
			expect(telemetry.within(id, () => 3)).toBe(3);
		});
	});

	test('stands in the session span around it, or in the one that is named', async () => {
		const runId = newRun();
		const ids = await inRun(runId, async () => {
			const outer = telemetry.startSpan('run');
			const inner = await telemetry.within(outer, async () => {
				await Promise.resolve();
				return telemetry.startSpan('step.request');
			});
			telemetry.emit('named', undefined, { parentId: inner });
			telemetry.emit('alone');
			return { outer, inner };
		});
		const parents = Object.fromEntries(sessionEvents(runId).map(({ type, parentId }) => [type, parentId]));
		expect(parents).toEqual({ run: null, 'step.request': ids.outer, named: ids.inner, alone: null });
		expect(telemetry.endSpan(ids.inner, { status: 200 })).toBe(true);
		expect(telemetry.endSpan(ids.inner)).toBe(false);
		endSession(runId);
		expect(sessionEvents(runId).at(-1)).toMatchObject({ type: 'run', phase: 'end', data: { unended: true } });
	});

	test('never throws, whatever it is given', () => {
		const hostile = new Proxy(
			{},
			{
				get: () => {
					throw new Error('no');
				},
			},
		);
		const runId = newRun();
		inRun(runId, () => {
			expect(telemetry.emit('hostile', hostile)).toBe(true);
			expect(telemetry.emit('x'.repeat(500), 1n)).toBe(true);
			expect(telemetry.emit(undefined as unknown as string)).toBe(false);
			expect(telemetry.endSpan(hostile as unknown as string)).toBe(false);
		});
		expect(sessionEvents(runId).map(({ type }) => Array.from(type).length)).toEqual([7, 100]);
	});

	test('is heard of all runs by who wants all', () => {
		const heard: string[] = [];
		const leave = subscribeSessions(({ sessionId }) => heard.push(sessionId));
		const runs = [newRun(), newRun()];
		for (const runId of runs) inRun(runId, () => telemetry.emit('one'));
		leave();
		expect(heard).toEqual(runs);
	});
});

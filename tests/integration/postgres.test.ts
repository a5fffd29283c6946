import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { LiveSpan } from '../../src/telemetry/live/types';
import { liveStore } from '../../src/telemetry/testing/live';
import type { ReceivedSpan } from '../support/otlp/decode';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { SCENES } from '../support/postgresScenes/all';
import { expectTold } from '../support/postgresScenes/expectTold';
import { play, prepare } from '../support/postgresScenes/scene';
import { startProgram } from '../support/program';

setDefaultTimeout(60_000);

const SCOPE = 'glasshouse.pg';
let postgres: PostgresServer;
let url = '';

beforeAll(async () => {
	postgres = await startPostgres();
	url = await postgres.createDatabase();
	await prepare(url);
});

afterAll(() => postgres.stop());

describe('in the live store, pg is told of', () => {
	for (const scene of SCENES.filter(({ alone }) => alone !== true)) {
		test(scene.name, async () => {
			const traceId = await play(scene, url);
			const spans = liveStore().trace(traceId);
			expect(spans.filter(({ endTimeUnixNano }) => endTimeUnixNano === null)).toEqual([]);
			expectTold(spans.filter(({ scope }) => scope === SCOPE).map(liveTold), scene);
		});
	}
});

describe('over the wire, pg is told of', () => {
	let receiver: Receiver;
	const traces = new Map<string, string>();

	beforeAll(async () => {
		receiver = startReceiver();
		const program = startProgram(
			[
				'bun',
				'--preload',
				'./telemetry.ts',
				'tests/support/programs/postgresScenes.ts',
				await postgres.createDatabase(),
			],
			{ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'scenes' } },
		);
		expect(await program.exited, program.output()).toBe(0);
		for (const [, name = '', traceId = ''] of program.output().matchAll(/^(.*): (\w{32})$/gm)) {
			traces.set(name, traceId);
		}
	});

	afterAll(() => receiver.stop());

	for (const scene of SCENES) {
		test(scene.name, () => {
			const spans = receiver.trace(traces.get(scene.name) ?? '').filter(({ scope }) => scope === SCOPE);
			const inOrder = spans.sort((one, another) => (one.startNano < another.startNano ? -1 : 1));
			expectTold(inOrder.map(wireTold), scene);
		});
	}
});

function liveTold(span: LiveSpan) {
	const { name, kind, attributes, events, status, startTimeUnixNano, endTimeUnixNano } = span;
	const durationMs = Number(BigInt(endTimeUnixNano ?? 0) - BigInt(startTimeUnixNano)) / 1e6;
	return { name, kind, attributes, events, status: status.code, message: status.message ?? '', durationMs };
}

function wireTold(span: ReceivedSpan) {
	const { name, kind, attributes, events, status, statusMessage, startNano, endNano } = span;
	const told = events.map((event) => ({ name: event.name, attributes: event.attributes }));
	const durationMs = Number(endNano - startNano) / 1e6;
	return { name, kind, attributes, events: told, status, message: statusMessage, durationMs };
}

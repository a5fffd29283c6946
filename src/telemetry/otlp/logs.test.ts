import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { describe, expect, test } from 'bun:test';
import { decodeJson, decodeProtobuf } from '../../../tests/support/otlp/schema';
import { Random } from '../testing/random';
import { randomLogs } from '../testing/randomLogs';
import { encodeLogs } from './encode';

const SEEDS = Array.from({ length: 20 }, (_, seed) => [seed]);
const RECORDS = 250;

describe(`${SEEDS.length * RECORDS} random log records say what the official exporter says of them`, () => {
	test.each(SEEDS)('seed %d', (seed) => {
		const records = randomLogs(new Random(seed), RECORDS);
		const official = ProtobufLogsSerializer.serializeRequest(records) ?? new Uint8Array();
		const expected = decodeProtobuf('logs', official);
		expect(decodeProtobuf('logs', encodeLogs(records, 'http/protobuf'))).toEqual(expected);
		const json = new TextDecoder().decode(encodeLogs(records, 'http/json'));
		expect(decodeJson('logs', json)).toEqual(expected);
	});
});

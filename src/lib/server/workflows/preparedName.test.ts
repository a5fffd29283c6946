import { expect, test } from 'bun:test';
import { preparedName } from './preparedName';

test.each([
	'SELECT status FROM "dbos".workflow_status WHERE workflow_uuid=$1',
	'SELECT owner_xid FROM "dbos".workflow_status WHERE workflow_uuid = $1 FOR NO KEY UPDATE',
	`SELECT output
	 FROM "dbos".operation_outputs
	 WHERE workflow_uuid=$1 AND function_id=$2`,
	'UPDATE "dbos".workflow_status SET status=$2 WHERE workflow_uuid=$1 AND status=$3',
	'INSERT INTO "dbos".operation_outputs (a, b) VALUES ($1, (EXTRACT(EPOCH FROM now()) * 1000)::bigint)',
])('prepared: %s', (text) => {
	const name = preparedName(text);
	expect(name).toBeString();
	expect(preparedName(text)).toBe(name);
	expect(preparedName(`${text} `)).not.toBe(name);
});

test.each([
	'BEGIN ISOLATION LEVEL READ COMMITTED',
	'SELECT workflow_uuid FROM "dbos".workflow_status WHERE status = $1 AND queue_name = $2 FOR UPDATE SKIP LOCKED',
	'UPDATE "dbos".workflow_status SET status = $1 WHERE workflow_uuid = ANY($5::text[]) AND status = $6',
	'INSERT INTO "dbos".workflow_input (workflow_uuid, inputs) VALUES ($1, $2), ($3, $4)',
])('not prepared: %s', (text) => {
	expect(preparedName(text)).toBeUndefined();
});

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { exportEverything, type Exported, type Row } from '../support/conformance/program';
import { DATABASE } from '../support/conformance/database';
import { DIFFERENCES } from '../support/conformance/differences';
import { EXEMPLARS } from '../support/conformance/exemplars';
import { HTTP_CLIENT } from '../support/conformance/httpClient';
import { HTTP_SERVER } from '../support/conformance/httpServer';
import { LOGS } from '../support/conformance/logs';
import { RESOURCE } from '../support/conformance/resource';

const TABLES: Record<string, Row[]> = {
	'HTTP server': HTTP_SERVER,
	'HTTP client': HTTP_CLIENT,
	database: DATABASE,
	logs: LOGS,
	exemplars: EXEMPLARS,
	resource: RESOURCE,
};

for (const protocol of ['http/protobuf', 'http/json']) {
	describe(`the semantic conventions, on what is exported as ${protocol}`, () => {
		holdAll({ OTEL_EXPORTER_OTLP_PROTOCOL: protocol }, (row) => row);
	});

	describe(`the same, by GLASSHOUSE_TELEMETRY=official, as ${protocol}`, () => {
		holdAll({ OTEL_EXPORTER_OTLP_PROTOCOL: protocol, GLASSHOUSE_TELEMETRY: 'official' }, officially);
	});
}

test('every difference of the official way is from a row that there is, and is one', () => {
	const rows = new Map(Object.values(TABLES).flatMap((table) => table.map((row) => [row.rule, row.is])));
	for (const { rule, is } of DIFFERENCES) {
		expect([...rows.keys()]).toContain(rule);
		expect(is).not.toEqual(rows.get(rule));
	}
});

/** Runs the program once, and holds what it has exported to every row. */
function holdAll(env: Record<string, string>, of: (row: Row) => Row): void {
	let exported: Awaited<ReturnType<typeof exportEverything>>;
	beforeAll(async () => {
		exported = await exportEverything(env);
	});
	afterAll(async () => exported[Symbol.asyncDispose]());

	for (const [title, rows] of Object.entries(TABLES)) {
		describe(title, () => {
			for (const { rule, holds, is } of rows.map(of))
				test(rule, () => expect(given(holds, exported)).toEqual(is));
		});
	}
}

/** The row as the official packages can keep it. */
function officially(row: Row): Row {
	const difference = DIFFERENCES.find(({ rule }) => rule === row.rule);
	if (difference === undefined) return row;
	const { rule, because, holds = row.holds, is } = difference;
	return { rule: `not so: ${rule}, for ${because}`, holds, is };
}

function given(holds: Row['holds'], exported: Exported): unknown {
	return holds(exported);
}

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { exportEverything, type Exported, type Row } from '../support/conformance/program';
import { DATABASE } from '../support/conformance/database';
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
		let exported: Awaited<ReturnType<typeof exportEverything>>;
		beforeAll(async () => {
			exported = await exportEverything({ OTEL_EXPORTER_OTLP_PROTOCOL: protocol });
		});
		afterAll(async () => exported[Symbol.asyncDispose]());

		for (const [title, rows] of Object.entries(TABLES)) {
			describe(title, () => {
				for (const { rule, holds, is } of rows) test(rule, () => expect(given(holds, exported)).toEqual(is));
			});
		}
	});
}

function given(holds: Row['holds'], exported: Exported): unknown {
	return holds(exported);
}

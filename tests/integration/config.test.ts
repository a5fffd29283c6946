import { describe, expect, test } from 'bun:test';
import { ENTRYPOINT } from '../support/app';
import { temporaryFolder } from '../support/folders';
import { startProgram } from '../support/program';

const STARTS: [name: string, value: string, expected: string][] = [
	['PORT', 'eighty', 'a whole number from 0 to 65535'],
	['PORT', '70000', 'a whole number from 0 to 65535'],
	['BODY_SIZE_LIMIT', '10k', 'a whole number'],
	['IDLE_TIMEOUT', '-1', 'a whole number'],
	['DATABASE_URL', 'mysql://somewhere/db', 'postgres://'],
	['HOST', '203.0.113.7', 'an address of this machine'],
	['SOCKET_PATH', '/no/such/folder/socket', 'a path where a socket can be made'],
	['ORIGIN', 'status.example.com', 'https://status.example.com'],
	['XFF_DEPTH', '0', 'a whole number'],
	['GLASSHOUSE_TOKEN', 'xq7', 'at least 16 characters'],
	['GLASSHOUSE_TOKEN', 'a pass phrase of many words', 'without spaces'],
	['GLASSHOUSE_ALLOW_PRIVATE_TARGETS', 'yes', 'true or false'],
	['GLASSHOUSE_RETENTION_DAYS', '0', 'a whole number'],
	['GLASSHOUSE_CONCURRENCY', '0', 'a whole number'],
	['GLASSHOUSE_SHUTDOWN_TIMEOUT_MS', 'soon', 'a whole number'],
	['GLASSHOUSE_TRACE_LINKS', 'Jaeger=javascript:alert(1)', 'name=URL'],
	['GLASSHOUSE_LOG_LEVEL', 'loud', 'trace, debug, info'],
	['GLASSHOUSE_LOG_CONSOLE', 'yes', 'true or false'],
	['GLASSHOUSE_LOG_FILE', '/proc/no/such/file.log', 'a file that can be written'],
	['GLASSHOUSE_LOG_FILE_LEVEL', 'loud', 'trace, debug, info'],
	['GLASSHOUSE_LOG_FILE_MAX_BYTES', '12', 'a whole number'],
	['GLASSHOUSE_LOG_OTLP_LEVEL', 'loud', 'trace, debug, info'],
	['OTEL_TRACES_SAMPLER', 'sometimes', 'parentbased_always_on'],
	['OTEL_TRACES_SAMPLER_ARG', '7', '0'],
	['OTEL_EXPORTER_OTLP_PROTOCOL', 'carrier-pigeon', 'http/protobuf'],
	['OTEL_EXPORTER_OTLP_ENDPOINT', 'nowhere', 'URL'],
	['OTEL_BSP_SCHEDULE_DELAY', 'often', 'whole number'],
];

/** Another address than loopback needs one. */
const TOKEN_FOR_HOST: Record<string, Record<string, string>> = {
	HOST: { GLASSHOUSE_TOKEN: 'xq7-Rt5_0123456789' },
};

describe('a value that the app cannot start with', () => {
	test.each(STARTS)('%s=%s is named, with what was expected', async (name, value, expected) => {
		const data = temporaryFolder();
		const program = startProgram(ENTRYPOINT, {
			env: { PORT: '0', GLASSHOUSE_DATA_DIR: data.path, ...TOKEN_FOR_HOST[name], [name]: value },
		});
		expect(await program.exited).toBe(1);
		expect(program.output()).toContain(name);
		expect(program.output()).toContain(expected);
		const secret = name === 'GLASSHOUSE_TOKEN' || name === 'DATABASE_URL';
		expect(program.output().includes(value)).toBe(!secret);
		// One clear line, not a stack.
		expect(program.output()).not.toContain('    at ');
		data.remove();
	});

	test('a port that is taken is named, even where its owner would share it', async () => {
		const data = temporaryFolder();
		using other = Bun.serve({ port: 0, hostname: '127.0.0.1', reusePort: true, fetch: () => new Response() });
		const program = startProgram(ENTRYPOINT, {
			env: { PORT: String(other.port), GLASSHOUSE_DATA_DIR: data.path },
		});
		expect(await program.exited).toBe(1);
		expect(program.output()).toContain(`PORT=${other.port} is not usable`);
		expect(program.output()).not.toContain('    at ');
		data.remove();
	});
});

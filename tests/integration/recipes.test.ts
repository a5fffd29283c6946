import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { startApp, type App } from '../support/app';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { ROOT, temporaryFolder } from '../support/folders';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startProgram } from '../support/program';
import { carryOut, recipesOf, type Recipe } from '../support/recipes';

/** docs/recipes.md, carried out word for word in a copy of the tree, which is built once. */
const recipes = recipesOf(readFileSync(join(ROOT, 'docs/recipes.md'), 'utf8'));
const WHAT_IS_BUILT = [
	'package.json',
	'tsconfig.json',
	'svelte.config.js',
	'vite.config.ts',
	'telemetry.ts',
	'entrypoint.sh',
	'.prettierrc',
	'src',
	'static',
	'scripts',
	'docs/sveltekit.md',
	'docs/telemetry.md',
];
const BUILD_MS = 300_000;

let receiver: Receiver;
let copy: ReturnType<typeof temporaryFolder>;
let app: App;

beforeAll(async () => {
	receiver = startReceiver();
	copy = temporaryFolder();
	for (const path of WHAT_IS_BUILT) cpSync(join(ROOT, path), join(copy.path, path), { recursive: true });
	symlinkSync(join(ROOT, 'node_modules'), join(copy.path, 'node_modules'));
	mkdirSync(join(copy.path, 'tests'));
	for (const recipe of recipes) carryOut(recipe, copy.path);
	await runToEnd(['bun', '--bun', 'vite', 'build']);
	app = await startApp({
		cwd: copy.path,
		env: {
			OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
			OTEL_METRIC_EXPORT_INTERVAL: '500',
			OTEL_BSP_SCHEDULE_DELAY: '100',
		},
	});
}, BUILD_MS);

afterAll(async () => {
	await app.dispose();
	await receiver.stop();
	copy.remove();
});

async function runToEnd(command: string[]): Promise<void> {
	const program = startProgram(command, { cwd: copy.path });
	if ((await program.exited) !== 0) throw new Error(`${command.join(' ')}\n${program.output()}`);
}

/** The line of a shell that a recipe ends with. */
function line(recipe: Recipe): string {
	const [found, ...more] = recipe.blocks.filter(({ language }) => language === 'sh');
	if (found === undefined || more.length > 0) throw new Error(`${recipe.title} has not one line to run`);
	return found.code.trim();
}

/** Asks as the recipe's `curl` does. @returns what came, and what the recipe says comes */
async function asked(recipe: Recipe): Promise<{ came: string; told: string }> {
	const [, method = 'GET', path = '', told = ''] =
		/^curl (?:-X (\w+) )?localhost:3000(\S+) # (.+)$/.exec(line(recipe)) ?? [];
	return { came: await (await untraced(`${app.url}${path}`, { method })).text(), told };
}

/** A span by its name, and the one below it. */
function pair(parent: string, child: string) {
	return eventually(`${parent} with ${child} below it`, () => {
		const below = receiver.spans.filter(({ name }) => name === child);
		const above = receiver.spans.filter(({ name }) => name === parent);
		return below.find(({ traceId }) => above.some((span) => span.traceId === traceId)) ?? false;
	});
}

describe('docs/recipes.md', () => {
	const [route, procedure, step, workflow, metric, instrumentation] = recipes as [
		Recipe,
		Recipe,
		Recipe,
		Recipe,
		Recipe,
		Recipe,
	];

	test('has a recipe for each thing that is added', () => {
		expect(recipes.map(({ title }) => title)).toEqual([
			'A route',
			'A procedure',
			'A step of a run',
			'A workflow',
			'A metric',
			'An instrumentation',
		]);
	});

	test('a route answers, and is a span by its route, with what stands below it', async () => {
		const { came, told } = await asked(route);
		expect([came, told]).toEqual(['Hello, Ada', 'Hello, Ada']);
		const greet = await pair('GET /hello/[name]', 'greet');
		expect(greet.attributes).toMatchObject({ 'greeting.length': 3 });
	});

	test('a procedure answers, is a span, is measured and documented', async () => {
		const { came, told } = await asked(procedure);
		expect(came).toBe(told);
		await pair('GET /api/v1/greetings/{name}', 'greetings.get');
		await eventually('its duration', () =>
			receiver
				.points('rpc.server.call.duration')
				.some(({ attributes }) => attributes['rpc.method'] === 'greetings.get'),
		);
		const openapi = (await (await untraced(`${app.url}/api/v1/openapi.json`)).json()) as { paths: object };
		expect(Object.keys(openapi.paths)).toContain('/greetings/{name}');
	});

	test('a step is part of every run, in its place', async () => {
		expect(step.blocks.filter(({ language }) => language === 'diff')).toHaveLength(4);
		const run = await new Client(app.url).runOnce({ url: `${app.url}/healthz` });
		expect(run.state).toBe('passed');
		expect(await (await untraced(`${app.url}/runs/${run.id}`)).text()).toContain('Announce');
		await pair('workflow runCheck', 'step announce');
		await eventually('its duration', () =>
			receiver
				.points('glasshouse.workflow.step.duration')
				.some(({ attributes }) => attributes['glasshouse.step'] === 'announce'),
		);
	});

	test('a workflow is carried out in the trace of the request that asked for it', async () => {
		const { came, told } = await asked(workflow);
		expect([came, told]).toEqual(['It will be said', 'It will be said']);
		await pair('POST /hello/[name]/later', 'workflow greetLater');
		for (const name of ['step compose', 'step deliver']) await pair('workflow greetLater', name);
	});

	test('a metric is counted, and told of on the page', async () => {
		const points = await eventually('the metric', () => {
			const found = receiver.points('glasshouse.greetings');
			return found.length > 0 && found;
		});
		expect(points[0]).toMatchObject({
			value: 1,
			unit: '{greeting}',
			attributes: { 'glasshouse.greeting.way': 'api' },
		});
		await runToEnd(['sh', '-c', line(metric)]);
		const page = readFileSync(join(copy.path, 'docs/telemetry.md'), 'utf8');
		expect(page).toMatch(/^\| `glasshouse\.greetings` .* \| Number of greetings\./m);
	});

	test('an instrumentation makes its spans, and can be done without', async () => {
		const command = line(instrumentation).replace('http://localhost:4318', receiver.url);
		expect(command).toContain(receiver.url);
		const hashes = () => receiver.spans.filter(({ scope }) => scope === 'glasshouse.password').length;
		await runToEnd(['sh', '-c', `OTEL_NODE_DISABLED_INSTRUMENTATIONS=password ${command}`]);
		expect(hashes()).toBe(0);
		await runToEnd(['sh', '-c', command]);
		await eventually('its span', () => hashes() === 1);
	});
});

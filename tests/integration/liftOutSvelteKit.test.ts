import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { ROOT, temporaryFolder } from '../support/folders';
import { codeOf, readPage } from '../support/markdown';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { freePort } from '../support/ports';
import { startProgram, type Program } from '../support/program';
import { carryOut, recipesOf, type Recipe } from '../support/recipes';
import { writeSvelteApp } from '../support/svelteApp';

/** docs/sveltekit.md, word for word, in an app as SvelteKit makes it. */
const page = readPage('docs/sveltekit.md');
const parts = recipesOf(page);
const [copy, install, build, hooks, span] = [part(1), part(2), part(3), part(4), part(5)];
const [run, see, types] = [part(6), part(7), part(8)];
const COLLECTOR = 'http://localhost:4318';

setDefaultTimeout(120_000);

let receiver: Receiver;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
	receiver = startReceiver();
	folder = temporaryFolder();
	writeSvelteApp(folder.path);
	for (const command of [...lines(copy), ...lines(install)]) await runToEnd(command);
	for (const recipe of [build, hooks, span]) carryOut(recipe, folder.path);
	await runToEnd(lines(run)[0]);
});

afterAll(async () => {
	await receiver.stop();
	folder.remove();
});

/** The part of the page under a numbered heading. */
function part(number: number): Recipe {
	const found = parts.find(({ title }) => title.startsWith(`${number}. `));
	if (found === undefined) throw new Error(`docs/sveltekit.md has no part ${number}`);
	return found;
}

/** The blocks of a shell in a part of the page. */
function lines({ blocks }: Recipe): string[] {
	return blocks.filter(({ language }) => language === 'sh').map(({ code }) => code.trim());
}

function start(command = '', env: Record<string, string> = {}): Program {
	return startProgram(['sh', '-e', '-c', command], { cwd: folder.path, env: { GLASSHOUSE: ROOT, ...env } });
}

async function runToEnd(command = ''): Promise<void> {
	const program = start(command);
	if ((await program.exited) !== 0) throw new Error(`${command}\n${program.output()}`);
}

/** Serves by a command of the page, does what is to be done meanwhile, and ends it as a container would. */
async function serving(command = '', ask: (url: string) => Promise<void>): Promise<{ output: string }> {
	const port = await freePort();
	const program = start(`exec env ${command}`, { PORT: String(port), HOST: '127.0.0.1' });
	await program.line(/Listening on/);
	await ask(`http://127.0.0.1:${port}`);
	expect(await program.stop()).toBe(0);
	return { output: program.output() };
}

/** What a trace consists of, from its root on, by names. */
function path(names: string[]) {
	return eventually(names.join(' > '), () => {
		const found = names.map((name) => receiver.spans.filter((candidate) => candidate.name === name));
		return chain(found) ?? false;
	});
}

function chain(candidates: Receiver['spans'][]): Receiver['spans'] | undefined {
	const [roots = [], ...rest] = candidates;
	return roots
		.map((root) =>
			rest.reduce<Receiver['spans']>(
				(above, below) => {
					const parent = above.at(-1);
					const child = below.find(({ parentSpanId }) => parentSpanId === parent?.spanId);
					return child === undefined ? above : [...above, child];
				},
				[root],
			),
		)
		.find((spans) => spans.length === candidates.length);
}

describe('docs/sveltekit.md', () => {
	test('6: it says that it is there, as the page has it, and sends nothing', async () => {
		const { output } = await serving(lines(run)[1], async () => {});
		const [said = ''] = codeOf(page, '').filter((code) => code.startsWith('[telemetry]'));
		expect(said).toContain('service=your-app endpoint=none');
		expect(output).toContain(said);
		expect(receiver.requests).toEqual([]);
	});

	test('7: a request is one trace, from the socket to what the app does', async () => {
		const [command = '', asked = ''] = lines(see);
		expect(command).toContain(COLLECTOR);
		await serving(command.replace(COLLECTOR, receiver.url), async (url) => {
			const paths = [...asked.matchAll(/^curl localhost:3000(\S+)/gm)].map(([, found = '']) => found);
			expect(paths).toEqual(['/orders/7', '/orders/13', '/orders/x']);
			const answers = await Promise.all(paths.map((found) => untraced(url + found)));
			expect(answers.map(({ status }) => status)).toEqual([200, 500, 404]);
			expect(await answers[0]?.text()).toContain('Order 7: 1200 cents');
		});
		const [drawn = ''] = codeOf(page, '').filter((code) => code.startsWith('GET /orders'));
		const names = [...drawn.matchAll(/^[ └]*(.+?)(?: {2,}|$)/gm)].map(([, name = '']) => name);
		const [server, , , , price] = await path(names.slice(0, -1));
		expect(server).toMatchObject({ kind: 'server', service: 'your-app' });
		expect(price).toMatchObject({ scope: 'shop' });
	});

	test('7: what was thrown is shown, and an answer is no error', () => {
		const orders = (id: string) => receiver.spans.filter(({ traceId }) => traceId === traceOf(id));
		const thrown = orders('13').filter(({ events }) => events.some(({ name }) => name === 'exception'));
		const names = thrown.map(({ name }) => name);
		expect(names).toContain('GET /orders/[id]');
		expect(names).toContain('price order');
		expect(orders('x').filter(({ status }) => status === 'error')).toEqual([]);
	});

	test('6: with hot reload a request is seen too', async () => {
		const [, , dev = ''] = lines(run);
		const before = receiver.spans.length;
		const port = await freePort();
		const program = start(`exec env ${dev} --port ${port}`, {
			OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
			OTEL_BSP_SCHEDULE_DELAY: '100',
		});
		await program.line(/Local:/);
		expect(await (await untraced(`http://localhost:${port}/orders/7`)).text()).toContain('1200 cents');
		const names = () => receiver.spans.slice(before).map(({ name }) => name);
		await eventually('its span', () => names().includes('GET /orders/[id]'));
		await program.stop();
	});

	test('8: its types are in order', async () => {
		carryOut(types, folder.path);
		await runToEnd(lines(types)[0]);
	});
});

/** The trace in which an order was priced. */
function traceOf(id: string): string | undefined {
	return receiver.spans.find(({ attributes }) => attributes['shop.order.id'] === id)?.traceId;
}

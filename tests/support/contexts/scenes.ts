import { EventEmitter, once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import type { Stage } from './stage';

/** What a handler does in the span of its request. */
export type Scene = (root: Stage, request: Request) => Promise<Response>;

/** By the first part of the path. */
export const SCENES: Record<string, Scene> = {
	database: async (root) => {
		await root.run('before', async (stage) => {
			await stage.query();
			await stage.run('nested', (nested) => nested.query());
		});
		await Promise.all(['left', 'right'].map((name) => root.run(name, (stage) => stage.query())));
		await root.run('after', () => undefined);
		return new Response('done');
	},

	calls: async (root) => {
		await root.run('itself', (stage) => stage.call());
		await Promise.all([
			root.run('another', (stage) => stage.call(root.world.other())),
			root.run('a query meanwhile', (stage) => stage.query()),
		]);
		await root.run('after', () => undefined);
		return new Response('done');
	},

	timers: (root) =>
		root.withHost(async () => {
			await root.run('timers', async (stage) => {
				const ways: ((then: () => void) => unknown)[] = [
					(then) => setTimeout(then, root.id % 4),
					(then) => setImmediate(then),
					(then) => queueMicrotask(then),
					(then) => process.nextTick(then),
				];
				await Promise.all(ways.map((later) => laterStage(stage, later)));
				await after(1);
				await stage.run('after a promised timer', () => undefined);
			});
			root.checkHost();
			return new Response('done');
		}),

	events: (root) =>
		root.withHost(async () => {
			await root.run('emitting', async (stage) => {
				const emitter = new EventEmitter();
				const heard = Promise.withResolvers<unknown>();
				emitter.on('now', () => heard.resolve(stage.run('listener', (inner) => inner.checkHost())));
				emitter.emit('now');
				await heard.promise;
				const later = once(emitter, 'later');
				setTimeout(() => emitter.emit('later'), 1);
				await later;
				await stage.run('after an event', (inner) => inner.checkHost());
			});
			await root.run('resolved by another', async (stage) => {
				await byAnother();
				await stage.run('afterwards', (inner) => inner.checkHost());
				stage.checkHost();
			});
			return new Response('done');
		}),

	upload: async (root, request) => {
		await root.run('reading', async (stage) => {
			const decoder = new TextDecoder();
			let text = '';
			const reader = request.body?.getReader();
			for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
				text += decoder.decode(part.value, { stream: true });
				await stage.run('a chunk', () => undefined);
			}
			if (text !== bodyOf(root.id)) throw new Error(`The body of ${root.id} came as ${text}`);
		});
		return new Response(pulled(root));
	},

	generators: async (root) => {
		await root.run('consuming', async (stage) => {
			for await (const number of counting(stage, 3)) await stage.run(`got ${number}`, () => undefined);
			await stage.run('after the loop', (inner) => inner.query());
		});
		// @ts-expect-error Bun takes it, lib.dom does not know it
		return new Response(generated(root));
	},

	aborted: async (root) => {
		await root.run('slow', async (stage) => {
			await after(root.id % 7);
			await stage.run('still going', (inner) => inner.query());
		});
		return new Response(pulled(root));
	},
};

export function bodyOf(id: number): string {
	return `the first part of ${id}, and the second part of ${id}`;
}

function laterStage(stage: Stage, later: (then: () => void) => unknown): Promise<unknown> {
	const { promise, resolve } = Promise.withResolvers<unknown>();
	later(() => resolve(stage.run('later', (inner) => inner.checkHost())));
	return promise;
}

const waiting: ((value: undefined) => void)[] = [];

/** Resolved in the turn of another request, in whose context the resolving runs; the last one by a timer. */
function byAnother(): Promise<undefined> {
	const { promise, resolve } = Promise.withResolvers<undefined>();
	for (const other of waiting.splice(0)) other(undefined);
	waiting.push(resolve);
	setTimeout(resolve, 5, undefined);
	return promise;
}

async function* counting(stage: Stage, to: number): AsyncGenerator<number> {
	for (let number = 0; number < to; number += 1) {
		await after(0);
		await stage.run('in the generator', () => undefined);
		yield number;
	}
}

/** Whoever pulls, it is for the request. */
function pulled(root: Stage): ReadableStream {
	let left = 3;
	return new ReadableStream({
		async pull(controller) {
			await root.run('pull', () => after(0));
			controller.enqueue(new TextEncoder().encode('part '));
			if ((left -= 1) === 0) controller.close();
		},
	});
}

/** Bun runs such a body outside every context (oven-sh/bun#41561); watching it for its end mends that. */
async function* generated(root: Stage): AsyncGenerator<string> {
	for (let part = 0; part < 3; part += 1) {
		await root.run('in the body', () => after(0));
		yield 'part ';
	}
}

import { context, ROOT_CONTEXT, trace, type Span } from '@opentelemetry/api';
import pg from 'pg';

/** Something that a program does with `pg`, and what is told of it. */
export interface Scene {
	readonly name: string;
	play(stage: Stage): Promise<unknown>;
	/** The spans of its queries, in the order of their beginning; those of opening and waiting are left out. */
	readonly spans: readonly ExpectedSpan[];
	/** Only in a process of its own: a test runner takes what is thrown there for a failure. */
	readonly alone?: boolean;
}

/** A span, wherever it was found: in the live store, or among what was exported. */
export interface ToldSpan {
	name: string;
	kind: string;
	status: string;
	message: string;
	attributes: Record<string, unknown>;
	events: { name: string; attributes: Record<string, unknown> }[];
}

/** All but the name may be left to what is usual: kind `client`, status `unset`. */
export type ExpectedSpan = Partial<ToldSpan> & { name: string; durationMs?: number };

export interface Stage {
	readonly url: string;
	/** Connected already, and of this scene alone. */
	readonly client: pg.Client;
	/** Another, to do something to the first one from outside. */
	readonly other: pg.Client;
	/** @throws if what calls it does not run in the context of the scene */
	expectContext(where: string): void;
}

/** Plays a scene within a span of its own, on the table that {@link prepare} has made. @returns its trace's id */
export async function play(scene: Scene, url: string): Promise<string> {
	const [client, other] = await context.with(ROOT_CONTEXT, () => Promise.all([connect(url), connect(url)]));
	const traceId = await trace.getTracer('scenes').startActiveSpan(scene.name, async (span) => {
		await scene.play({ url, client, other, expectContext: (where) => expectActive(span, where) });
		span.end();
		return span.spanContext().traceId;
	});
	await Promise.all([client.end(), other.end()]);
	return traceId;
}

export async function prepare(url: string): Promise<void> {
	const client = await connect(url);
	await client.query('create table things (id int primary key, name text)');
	await client.query("insert into things select n, 'thing ' || n from generate_series(1, 1000) n");
	await client.end();
}

/** What is thrown, which is to be thrown. */
export async function failure(act: () => Promise<unknown>): Promise<Error> {
	const outcome = await act().then(
		() => new Error('Nothing was thrown'),
		(error: unknown) => ({ error }),
	);
	if ('error' in outcome && outcome.error instanceof Error) return outcome.error;
	throw new Error('Expected an error', { cause: outcome });
}

async function connect(url: string): Promise<pg.Client> {
	const client = new pg.Client(url);
	client.on('error', () => undefined); // some scenes cut their connection
	await client.connect();
	return client;
}

function expectActive(span: Span, where: string): void {
	if (trace.getActiveSpan() !== span) throw new Error(`${where} runs in another context`);
}

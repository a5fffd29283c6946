import pg from 'pg';
import { logger } from '../../logger';
import { untraced } from '../../process/untraced';

/** A machine that vanished without a word is noticed so soon: each side asks whether the other is still there. */
const KEEPALIVE = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';
const PROBE_MS = 5000;
const QUERY_MS = 5000;
const CLOSE_MS = 1000;
/** What waits to be sent; the database is far too slow where this is full. */
const MOST_QUEUED = 512;
const TOGETHER = 64;

type Task = { listen: string } | { unlisten: string } | { channel: string; payload: string };

export interface NotificationListener {
	/** Called for each notification, those of this process included; must not throw. */
	heard(channel: string, payload: string): void;
	/** A connection has been made: what came before it, and since the last one was lost, was not heard. */
	connected(): void;
}

/** One connection to PostgreSQL for LISTEN and NOTIFY alone. It is made again by `keep` where it was lost. */
export class Notifications {
	private client: pg.Client | undefined;
	private readonly channels = new Set<string>();
	private queue: Task[] = [];
	private pumping: Promise<void> | undefined;
	private askedAtMs = 0;

	constructor(
		private readonly url: string,
		private readonly listener: NotificationListener,
	) {}

	get connected(): boolean {
		return this.client !== undefined;
	}

	/** Connects where it is not connected, and finds out whether the server is still there. @throws what pg says */
	async keep(): Promise<void> {
		if (this.client === undefined) return this.connect();
		if (performance.now() - this.askedAtMs < PROBE_MS || this.pumping !== undefined) return;
		await this.query(this.client, 'select 1');
	}

	listen(channel: string): void {
		this.channels.add(channel);
		this.enqueue({ listen: channel });
	}

	unlisten(channel: string): void {
		this.channels.delete(channel);
		this.enqueue({ unlisten: channel });
	}

	/** @param payload shorter than 8,000 bytes @returns whether it will be sent, as far as can be told now */
	send(channel: string, payload: string): boolean {
		return this.queue.length < MOST_QUEUED && this.enqueue({ channel, payload });
	}

	/** Sends what is queued, and closes the connection. */
	async stop(): Promise<void> {
		await Promise.race([this.pumping, Bun.sleep(CLOSE_MS)]);
		const last = this.client;
		this.client = undefined;
		this.queue = [];
		await Promise.race([last?.end(), Bun.sleep(CLOSE_MS)]);
	}

	private async connect(): Promise<void> {
		const client = new pg.Client({
			connectionString: this.url,
			application_name: 'glasshouse live',
			keepAlive: true,
			connectionTimeoutMillis: QUERY_MS,
			query_timeout: QUERY_MS,
			options: KEEPALIVE,
		});
		client.on('error', (error) => this.lose(client, error));
		client.on('end', () => this.lose(client));
		client.on('notification', ({ channel, payload }) => this.listener.heard(channel, payload ?? ''));
		await client.connect();
		for (const channel of this.channels) await this.query(client, `listen ${channel}`);
		this.client = client;
		this.listener.connected();
	}

	private enqueue(task: Task): boolean {
		if (this.client === undefined) return false;
		this.queue.push(task);
		this.pumping ??= untraced(() => this.pump());
		return true;
	}

	/** One query at a time, and many notifications in each. */
	private async pump(): Promise<void> {
		await Promise.resolve();
		try {
			while (this.client !== undefined && this.queue.length > 0)
				await this.carryOut(this.client, this.next());
		} catch (error) {
			if (this.client !== undefined) this.lose(this.client, error);
		} finally {
			this.pumping = undefined;
		}
	}

	/** The first task, or as many notifications as stand at the front. */
	private next(): Task[] {
		const other = this.queue.findIndex((task) => !('payload' in task));
		const count = other === -1 ? this.queue.length : Math.max(1, other);
		return this.queue.splice(0, Math.min(count, TOGETHER));
	}

	private carryOut(client: pg.Client, tasks: readonly Task[]): Promise<unknown> {
		const [first] = tasks;
		if (first !== undefined && 'listen' in first) return this.query(client, `listen ${first.listen}`);
		if (first !== undefined && 'unlisten' in first) return this.query(client, `unlisten ${first.unlisten}`);
		const sent = tasks.flatMap((task) => ('payload' in task ? [task] : []));
		return this.query(client, 'select pg_notify(c, p) from unnest($1::text[], $2::text[]) as n (c, p)', [
			sent.map(({ channel }) => channel),
			sent.map(({ payload }) => payload),
		]);
	}

	private async query(client: pg.Client, text: string, values?: unknown[]): Promise<void> {
		this.askedAtMs = performance.now();
		try {
			await client.query(text, values);
		} catch (error) {
			this.lose(client, error);
			throw error;
		}
	}

	private lose(client: pg.Client, error?: unknown): void {
		if (this.client === client) {
			logger.warn({ err: error }, 'Lost the connection on which other processes are heard');
			this.client = undefined;
			this.queue = [];
		}
		client
			.end()
			.catch((failure: unknown) => logger.debug({ err: failure }, 'A lost connection was not closed'));
	}
}

import { Connection } from './connection';
import type { Exchange } from './exchange';

/** All signals together seldom have more than three requests on their way. */
const MOST_IDLE = 4;

/** Firewalls forget connections of which they hear nothing, and tell nobody. Most of them wait longer. */
const MOST_IDLE_MS = 90_000;

/** A collector's host and port, with the connections to it that have nothing to do. */
export class Origin {
	/** Whether the last try to open a connection was answered. A host that may not answer is to be tried by `fetch`. */
	isReached: boolean;
	private readonly idle: Connection[] = [];

	/** @param hostname without brackets */
	constructor(
		readonly hostname: string,
		readonly port: number,
	) {
		this.isReached = isOwnMachine(hostname);
	}

	/** Sends it over an idle connection, or else a new one. */
	carry(exchange: Exchange): void {
		for (let kept = this.idle.pop(); kept !== undefined; kept = this.idle.pop()) {
			if (performance.now() - kept.idleSinceMs < MOST_IDLE_MS) return kept.carry(exchange);
			kept.end();
		}
		this.open(exchange);
	}

	/** Sends it over a new connection. */
	open(exchange: Exchange): void {
		new Connection(this, exchange).open();
	}

	/** Takes back a connection that can be used again. */
	keep(connection: Connection): void {
		if (this.idle.length < MOST_IDLE) this.idle.push(connection);
		else connection.end();
	}

	/** It has ended, by itself or by us. */
	forget(connection: Connection): void {
		const at = this.idle.indexOf(connection);
		if (at !== -1) this.idle.splice(at, 1);
	}
}

/** There, what does not listen refuses at once. */
function isOwnMachine(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '::1' || /^127(\.\d+){3}$/.test(hostname);
}

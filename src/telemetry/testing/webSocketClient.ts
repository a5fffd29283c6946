/** A WebSocket client that waits instead of calling back. */
export interface Client {
	socket: WebSocket;
	/** Sends a message and waits for an answer. */
	ask(message: string | Uint8Array<ArrayBuffer>): Promise<unknown>;
	/** The next message, or the oldest that nobody has waited for. */
	next(): Promise<unknown>;
	ping(): void;
	/** The code of the closing. */
	closed: Promise<number>;
}

/** Resolves when the connection is open. */
export async function connectTo(url: string, protocols?: string[]): Promise<Client> {
	const socket = new WebSocket(url, protocols);
	socket.binaryType = 'arraybuffer';
	const opened = Promise.withResolvers<undefined>();
	const closed = Promise.withResolvers<number>();
	const received: unknown[] = [];
	const wanted: ((value: unknown) => void)[] = [];
	socket.onopen = () => opened.resolve(undefined);
	socket.onerror = () => opened.reject(new Error('The connection failed'));
	socket.onclose = (event) => closed.resolve(event.code);
	socket.onmessage = (event) => {
		received.push(event.data);
		wanted.shift()?.(received.shift());
	};
	const next = async () => {
		if (received.length > 0) return received.shift();
		const { promise, resolve } = Promise.withResolvers<unknown>();
		wanted.push(resolve);
		return promise;
	};
	await opened.promise;
	const ask = (message: string | Uint8Array<ArrayBuffer>) => {
		const answer = next();
		socket.send(message);
		return answer;
	};
	// Bun's own, which the DOM's types do not know.
	const ping = () => Reflect.apply(Reflect.get(socket, 'ping') as () => void, socket, []);
	return { socket, ask, next, ping, closed: closed.promise };
}

import type { Post, PostRequest } from '../post';
import { Exchange, type Destination } from './exchange';
import { Origin } from './origin';
import { RequestBytes } from './requestBytes';
import { requestHead, type RequestLine } from './requestHead';

/** Where requests go over plain HTTP, by their URLs: there are as many as there are signals. */
export class Collectors {
	private readonly byUrl = new Map<string, Collector | null>();
	/** By host and port: signals that go to one share its connections. */
	private readonly origins = new Map<string, Origin>();

	/** @param native a `fetch` */
	constructor(private readonly native: Post) {}

	/** @returns `null` where `url` is not one of plain HTTP */
	at(url: string): Collector | null {
		let known = this.byUrl.get(url);
		if (known === undefined) this.byUrl.set(url, (known = this.collector(url)));
		return known;
	}

	private collector(address: string): Collector | null {
		const url = URL.parse(address);
		if (url?.protocol !== 'http:' || url.username !== '' || url.password !== '') return null;
		const { host, pathname, search } = url;
		return new Collector(address, { host, path: pathname + search }, this.origin(url), this.native);
	}

	private origin({ host, hostname, port }: URL): Origin {
		let origin = this.origins.get(host);
		if (origin === undefined) {
			origin = new Origin(hostname.replace(/^\[(.*)\]$/, '$1'), Number(port || 80));
			this.origins.set(host, origin);
		}
		return origin;
	}
}

/** One URL of a collector. */
export class Collector implements Destination {
	constructor(
		private readonly url: string,
		private readonly line: RequestLine,
		private readonly origin: Origin,
		private readonly native: Post,
	) {}

	/**
	 * Over a connection of our own, where one can be opened. To open one cannot be given up: where nobody answers, it
	 * would keep the process for two minutes. So who has not answered yet is tried by `fetch`.
	 */
	async post(request: PostRequest): Promise<Response> {
		const { signal, headers, body } = request;
		signal.throwIfAborted();
		if (!this.origin.isReached) return this.reach(request);
		const bytes = new RequestBytes(requestHead(this.line, headers, body.length), body);
		const exchange = new Exchange(this, request, bytes);
		this.origin.carry(exchange);
		return exchange.response;
	}

	open(exchange: Exchange): void {
		this.origin.open(exchange);
	}

	async reach(request: PostRequest): Promise<Response> {
		const response = await this.native(this.url, request);
		this.origin.isReached = true;
		return response;
	}
}

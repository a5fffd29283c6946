import type { OtlpTarget } from '../../config';
import type { Answer } from './answer';
import { describeFailure } from './failure';
import type { Parcel } from './parcel';
import type { Post } from './post';
import { readAnswer } from './readAnswer';
import { parcelHeaders, requestBase, type RequestBase } from './request';

/** Of a collector's own words no more is kept. */
const LONGEST_MESSAGE = 300;

/** Brings parcels to a collector over HTTP, one attempt at a time. */
export class Transport {
	private readonly base: RequestBase;

	/**
	 * @param stop ends what is on its way when the process stops
	 * @throws ConfigError where a header or a certificate cannot be used
	 */
	constructor(
		target: OtlpTarget,
		private readonly post: Post,
		private readonly stop: AbortSignal,
	) {
		this.base = requestBase(target);
	}

	/** Never rejects. @param timeoutMs for the whole of it, the answer included */
	async attempt(parcel: Parcel, timeoutMs: number): Promise<Answer> {
		if (this.stop.aborted) return STOPPED;
		const controller = new AbortController();
		const abort = () => controller.abort();
		const timer = setTimeout(abort, timeoutMs);
		this.stop.addEventListener('abort', abort, { once: true });
		try {
			return this.withoutSecrets(
				await readAnswer(parcel.signal, await this.request(parcel, controller.signal)),
			);
		} catch (error) {
			return this.failed(error, controller.signal, timeoutMs);
		} finally {
			clearTimeout(timer);
			this.stop.removeEventListener('abort', abort);
		}
	}

	private request(parcel: Parcel, signal: AbortSignal): Promise<Response> {
		return this.post(this.base.url, {
			method: 'POST',
			headers: parcelHeaders(this.base, parcel),
			body: parcel.body,
			redirect: 'manual',
			signal,
			...(this.base.tls === undefined ? {} : { tls: this.base.tls }),
		});
	}

	/** A collector, or a proxy before it, may send back what it got. */
	private withoutSecrets(answer: Answer): Answer {
		const { secrets } = this.base;
		const message = secrets.reduce((text, secret) => text.replaceAll(secret, '(hidden)'), answer.message);
		return { ...answer, message: message.slice(0, LONGEST_MESSAGE) };
	}

	private failed(error: unknown, { aborted }: AbortSignal, timeoutMs: number): Answer {
		if (this.stop.aborted) return STOPPED;
		if (!aborted) return { kind: 'unavailable', ...describeFailure(error) };
		return {
			kind: 'unavailable',
			errorType: 'timeout',
			message: `no answer within ${Math.round(timeoutMs)} ms`,
		};
	}
}

const STOPPED: Answer = { kind: 'stopped', message: 'given up, because the process stops' };

import {
	SpanStatusCode,
	type Attributes,
	type Exception,
	type Span,
	type TimeInput,
} from '@opentelemetry/api';
import type { SpanLimits } from '@opentelemetry/sdk-trace';
import type { Random } from '../../testing/random';
import { randomLink } from '../../testing/randomSpans';
import { randomNumber, randomText, randomTime, randomValue } from '../../testing/randomValues';

/** What is done to a span: the same values each time, so that it can be done to two of them. */
export type Operation = (span: Span) => void;

const KEYS = ['a', 'b', 'c', 'http.route', 'toString', 'constructor', 'ключ'] as const;

export function randomLimits(random: Random): SpanLimits {
	const limit = () => random.pick([undefined, 0, 1, 2, 5, 128]);
	return {
		attributeCountLimit: limit(),
		attributeValueLengthLimit: random.pick([undefined, 0, 1, 7, 100, Infinity]),
		eventCountLimit: limit(),
		linkCountLimit: limit(),
		attributePerEventCountLimit: limit(),
		attributePerLinkCountLimit: limit(),
	};
}

/** Some of the keys come again and again; some values are none. */
export function anyAttributes(random: Random, most: number): Attributes {
	const key = () => (random.chance(0.7) ? random.pick(KEYS) : randomText(random));
	return Object.fromEntries(random.some(most, () => [key(), anyValue(random)] as const));
}

function anyValue(random: Random): unknown {
	switch (random.below(12)) {
		case 0:
			return undefined;
		case 1:
			return null;
		case 2:
			return random.pick<unknown>([
				10n,
				Symbol('s'),
				() => 1,
				new Date(0),
				/x/,
				new Map(),
				new AbortController(),
			]);
		case 3: {
			const circle: unknown[] = [1];
			circle.push({ circle });
			return circle;
		}
		case 4:
			return [randomText(random), randomNumber(random), undefined, true];
		default:
			return randomValue(random);
	}
}

/** A moment long ago or far ahead, in one of the forms that stand for one; or now, by the clock of the span. */
export function anyTime(random: Random): TimeInput | undefined {
	switch (random.below(5)) {
		case 0:
			return undefined;
		case 1:
			return new Date(random.below(4e12));
		case 2:
			return 1e10 + random.below(4e15) / 1e3;
		default:
			return randomTime(random);
	}
}

export function randomOperations(random: Random): Operation[] {
	return random.some(8, () => randomOperation(random));
}

function randomOperation(random: Random): Operation {
	const text = randomText(random);
	const time = anyTime(random);
	switch (random.below(13)) {
		case 0:
		case 1:
		case 2: {
			const [[key, value] = ['a', 1]] = Object.entries(anyAttributes(random, 1));
			return (span) => span.setAttribute(key, value);
		}
		case 3: {
			const attributes = anyAttributes(random, 5);
			return (span) => span.setAttributes(attributes);
		}
		case 4:
			return (span) => span.addEvent(text, time);
		case 5:
		case 6: {
			const attributes = anyAttributes(random, 4);
			return (span) => span.addEvent(text, attributes, time);
		}
		case 7: {
			const link = randomLink(random);
			return (span) => span.addLink(link);
		}
		case 8: {
			const links = random.some(3, () => randomLink(random));
			return (span) => span.addLinks(links);
		}
		case 9:
			return randomStatus(random);
		case 10:
			return (span) => span.updateName(text);
		case 11:
			return randomException(random);
		default:
			return random.chance(0.2) ? (span) => span.end(time) : (span) => span.setAttribute('late', text);
	}
}

function randomStatus(random: Random): Operation {
	const code = random.pick([SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR]);
	const message = random.pick([undefined, randomText(random), 5 as unknown as string]);
	return (span) => span.setStatus({ code, message });
}

function randomException(random: Random): Operation {
	const time = anyTime(random);
	const error = Object.assign(new RangeError(randomText(random)), { stack: 'at test' });
	const exception = random.pick<Exception>([
		error,
		Object.assign(error, { code: random.below(3) }),
		randomText(random),
		{ name: 'Named' },
		{ code: 'E_CODE', message: 'with a code' },
		{ stack: 'only a stack' } as Error,
		null as unknown as string,
	]);
	return (span) => span.recordException(exception, time);
}

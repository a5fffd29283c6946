import {
	createContextKey,
	defaultTextMapGetter,
	defaultTextMapSetter,
	ROOT_CONTEXT,
	type TextMapPropagator,
} from '@opentelemetry/api';
import { expect, test } from 'bun:test';
import { heard } from '../../metrics/testing/meters';
import { SeveralPropagators } from './several';

const KEY = createContextKey('tested');

function writing(name: string): TextMapPropagator {
	return {
		inject: (_, carrier, setter) => setter.set(carrier, name, name),
		extract: (context) => context.setValue(KEY, name),
		fields: () => [name, 'shared'],
	};
}

const fail = () => {
	throw new Error('broken');
};
const broken: TextMapPropagator = { inject: fail, extract: fail, fields: () => ['broken'] };

test('all of them write and read, the last has its way, and one that throws disturbs nobody', async () => {
	const several = new SeveralPropagators([writing('a'), broken, writing('b'), broken]);
	const carrier = {};
	const said = await heard(() => {
		several.inject(ROOT_CONTEXT, carrier, defaultTextMapSetter);
		expect(several.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter).getValue(KEY)).toBe('b');
	});
	expect(carrier).toEqual({ a: 'a', b: 'b' });
	expect(several.fields()).toEqual(['a', 'shared', 'broken', 'b']);
	expect(said).toHaveLength(4);
});

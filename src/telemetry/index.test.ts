import { expect, test } from 'bun:test';
import * as door from './index';

test('the door exports this, and a change of it is a deliberate one', () => {
	expect(Object.keys(door).sort()).toEqual(['ConfigError', 'getTelemetry', 'startTelemetry']);
});

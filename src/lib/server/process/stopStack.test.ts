import { expect, test } from 'bun:test';
import { StopStack } from './stopStack';

test('stops the newest first, goes on where one fails, and stops nothing twice', async () => {
	const stops = new StopStack();
	const stopped: string[] = [];
	for (const name of ['database', 'engine', 'scheduler']) {
		stops.push(name, () => {
			stopped.push(name);
			return name === 'engine' ? Promise.reject(new Error('stuck')) : Promise.resolve();
		});
	}
	await stops.run();
	await stops.run();
	expect(stopped).toEqual(['scheduler', 'engine', 'database']);
});

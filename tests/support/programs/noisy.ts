// Preloaded beside telemetry.ts: stands for other people's code inside the app, which speaks on the console and breaks.
process.on('glasshouse:listening', () => {
	console.log('noise: %s of %d', 'one', 2);
	console.error('noise: broken', new RangeError('too far'));
	console.warn('noise: called with token=hunter2-hunter2');
	console.debug('noise: nobody wants this');
	console.dir({ drawn: 'for people' });
});
process.on('SIGUSR2', () => {
	void Promise.reject(new RangeError('nobody waits for this'));
	setTimeout(() => {
		throw new TypeError('nobody catches this');
	}, 50);
});

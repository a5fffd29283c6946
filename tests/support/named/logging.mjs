import { Writable } from 'node:stream';

/** @type {Record<string, import('./case').Case>} */
export const logging = {
	async pino(load) {
		const pino = await load('pino');
		/** @type {string[]} */
		const lines = [];
		pino({}, { write: (/** @type {string} */ line) => lines.push(line) }).info('hi');
		return lines.map((line) => JSON.parse(line));
	},

	async bunyan(load) {
		const bunyan = await load('bunyan');
		/** @type {string[]} */
		const lines = [];
		const stream = { write: (/** @type {string} */ line) => lines.push(line) };
		bunyan.createLogger({ name: 'named', streams: [{ stream }] }).info('hi');
		return lines.map((line) => JSON.parse(line));
	},

	async winston(load) {
		const winston = await load('winston');
		/** @type {(line: string) => void} */
		let keep = () => undefined;
		const line = new Promise((resolve) => (keep = resolve));
		const stream = new Writable({
			write(chunk, _encoding, done) {
				keep(String(chunk));
				done();
			},
		});
		winston.createLogger({ transports: [new winston.transports.Stream({ stream })] }).info('hi');
		return [JSON.parse(await line)];
	},
};

import { createServer } from 'node:http';
import { once } from 'node:events';

/** @param {() => Response} answer */
function serve(answer) {
	return Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: answer }).url.href;
}

/** @type {Record<string, import('./case').Case>} */
export const network = {
	async dns(load) {
		const dns = await load('node:dns');
		const promises = await load('node:dns/promises');
		await new Promise((resolve) => dns.lookup('localhost', resolve));
		await dns.promises.lookup('localhost');
		return typeof (await promises.lookup('localhost')).address;
	},

	async net(load) {
		const net = await load('node:net');
		const server = net.createServer((/** @type {any} */ socket) => socket.end('hi'));
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const socket = net.connect(server.address().port, '127.0.0.1').resume();
		await once(socket, 'close');
		return 'closed';
	},

	async fs(load) {
		const fs = await load('node:fs');
		const promises = await load('node:fs/promises');
		fs.statSync(import.meta.path);
		await new Promise((resolve) => fs.access(import.meta.path, resolve));
		return typeof (await promises.readFile(import.meta.path, 'utf8'));
	},

	async grpc(load) {
		const grpc = await load('@grpc/grpc-js');
		const serialize = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value));
		const deserialize = (/** @type {Buffer} */ bytes) => JSON.parse(bytes.toString());
		const method = {
			path: '/greeting.Greeter/Hi',
			requestStream: false,
			responseStream: false,
			requestSerialize: serialize,
			requestDeserialize: deserialize,
			responseSerialize: serialize,
			responseDeserialize: deserialize,
		};
		const server = new grpc.Server();
		server.addService(
			{ Hi: method },
			{ Hi: (/** @type {any} */ call, /** @type {any} */ done) => done(null, call.request) },
		);
		const insecure = grpc.ServerCredentials.createInsecure();
		const port = await new Promise((resolve, reject) =>
			server.bindAsync(
				'127.0.0.1:0',
				insecure,
				(/** @type {unknown} */ error, /** @type {number} */ bound) =>
					error ? reject(error) : resolve(bound),
			),
		);
		const Client = grpc.makeGenericClientConstructor({ Hi: method }, 'Greeter');
		const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
		return new Promise((resolve, reject) =>
			client.Hi({ a: 1 }, (/** @type {unknown} */ error, /** @type {unknown} */ answer) =>
				error ? reject(error) : resolve(answer),
			),
		);
	},

	async 'socket.io'(load) {
		const { Server } = await load('socket.io');
		const { io } = await load('socket.io-client');
		const http = createServer();
		const server = new Server(http);
		server.on('connection', (/** @type {any} */ socket) =>
			socket.on('hello', (/** @type {unknown} */ value) => socket.emit('back', value)),
		);
		http.listen(0, '127.0.0.1');
		await once(http, 'listening');
		const address = http.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
		client.emit('hello', 'hi');
		const back = await new Promise((resolve) => client.on('back', resolve));
		server.emit('all', back);
		return back;
	},

	async openai(load) {
		const OpenAI = (await load('openai')).OpenAI;
		const answer = {
			id: 'x',
			object: 'chat.completion',
			model: 'small',
			choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'hi' } }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
		const client = new OpenAI({ apiKey: 'key', baseURL: `${serve(() => Response.json(answer))}v1` });
		const messages = [{ role: 'user', content: 'hello' }];
		return (await client.chat.completions.create({ model: 'small', messages })).choices[0].message.content;
	},

	async 'aws-sdk'(load) {
		const { ListQueuesCommand, SQSClient } = await load('@aws-sdk/client-sqs');
		const client = new SQSClient({
			region: 'eu-west-1',
			endpoint: serve(() => Response.json({ QueueUrls: ['hi'] })),
			credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
		});
		return (await client.send(new ListQueuesCommand({}))).QueueUrls;
	},
};

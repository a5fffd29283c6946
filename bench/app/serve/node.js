// Serves what adapter-node has built: `node node.js <build>/handler.js`.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { countRequest, tell } from './channel.js';

const { handler } = await import(pathToFileURL(process.argv[2] ?? '').href);

const server = createServer((request, response) => {
	countRequest();
	handler(request, response);
});
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	tell(typeof address === 'object' && address !== null ? address.port : 0);
});

import { createServer } from 'node:http';

/**
 * @param {(...args: any[]) => any} listener
 * @returns {Promise<string>} what a server with this listener answers to /hi/3
 */
async function answerOf(listener) {
	const server = createServer(listener);
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	return askFor(server);
}

/** @param {{ address(): any }} server */
async function askFor(server) {
	const response = await fetch(`http://127.0.0.1:${server.address().port}/hi/3`);
	return response.text();
}

/** @param {any} _request @param {any} _response @param {() => unknown} next */
function middleware(_request, _response, next) {
	next();
}

/** @type {Record<string, import('./case').Case>} */
export const web = {
	async express(load) {
		const express = await load('express');
		const app = express();
		app.use(middleware);
		app.get('/hi/:id', (/** @type {any} */ _request, /** @type {any} */ response) => response.send('hi'));
		return answerOf(app);
	},

	async koa(load) {
		const Koa = await load('koa');
		const Router = await load('@koa/router');
		const app = new Koa();
		const router = new Router();
		router.get('/hi/:id', (/** @type {any} */ context) => {
			context.body = 'hi';
		});
		app.use(async function middleware(/** @type {any} */ _context, /** @type {any} */ next) {
			await next();
		});
		app.use(router.routes());
		return answerOf(app.callback());
	},

	async connect(load) {
		const connect = await load('connect');
		const app = connect();
		app.use(middleware);
		app.use('/hi', (/** @type {any} */ _request, /** @type {any} */ response) => response.end('hi'));
		return answerOf(app);
	},

	async hapi(load) {
		const Hapi = await load('@hapi/hapi');
		const server = Hapi.server({ port: 0, host: '127.0.0.1' });
		server.ext('onPreHandler', (/** @type {any} */ _request, /** @type {any} */ toolkit) => toolkit.continue);
		server.route({ method: 'GET', path: '/hi/{id}', handler: () => 'hi' });
		await server.start();
		return askFor(server.listener);
	},

	async restify(load) {
		const restify = await load('restify');
		const server = restify.createServer();
		server.use(middleware);
		server.get(
			'/hi/:id',
			(/** @type {any} */ _request, /** @type {any} */ response, /** @type {any} */ next) => {
				response.send('hi');
				next();
			},
		);
		await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
		return askFor(server);
	},

	async router(load) {
		const Router = await load('router');
		const finalhandler = await load('finalhandler');
		const router = Router();
		router.use(middleware);
		router.get('/hi/:id', function handler(/** @type {any} */ _request, /** @type {any} */ response) {
			response.end('hi');
		});
		return answerOf((request, response) => router(request, response, finalhandler(request, response)));
	},

	async 'nestjs-core'(load) {
		await load('reflect-metadata');
		const { NestFactory } = await load('@nestjs/core');
		const { Controller, Get, Module } = await load('@nestjs/common');
		class Greeter {
			hi() {
				return 'hi';
			}
		}
		Controller('hi')(Greeter);
		Get(':id')(Greeter.prototype, 'hi', Object.getOwnPropertyDescriptor(Greeter.prototype, 'hi') ?? {});
		const App = function App() {};
		Module({ controllers: [Greeter] })(App);
		const app = await NestFactory.create(App, { logger: false });
		await app.listen(0, '127.0.0.1');
		return askFor(app.getHttpServer());
	},
};

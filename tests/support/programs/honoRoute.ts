// A router of one's own tells the span its route through the RPC metadata that OpenTelemetry has for it.
import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { Hono } from 'hono';
import { routePath } from 'hono/route';

const app = new Hono();
app.use(async (c, next) => {
	await next();
	const metadata = getRPCMetadata(context.active());
	if (metadata !== undefined) metadata.route = routePath(c, -1);
});
app.get('/users/:id', (c) => c.text(c.req.param('id')));

export default { hostname: '127.0.0.1', port: 0, fetch: app.fetch };

import { dev } from '$app/environment';
import { sequence } from '@sveltejs/kit/hooks';
import type { ServerInit } from '@sveltejs/kit';
import { feedSocketHandler } from '$server/feed/feedSocket';
import { access } from '$server/hooks/access';
import { pageFrame } from '$server/hooks/pageFrame';
import { reportError, reportInvalidArgument } from '$server/hooks/reportError';
import { requestTelemetry } from '$server/hooks/requestTelemetry';
import { securityHeaders } from '$server/hooks/securityHeaders';
import { startApp } from '$server/lifecycle';

export const init: ServerInit = () => startApp({ ownsConsole: !dev });

export const handle = sequence(requestTelemetry, securityHeaders, access, pageFrame);

/** Not kit's but the adapter's: it goes into `Bun.serve` with the rest. */
export const websocket = feedSocketHandler;

export const handleError = reportError;

export const handleValidationError = reportInvalidArgument;

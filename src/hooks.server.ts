import { dev } from '$app/environment';
import { sequence } from '@sveltejs/kit/hooks';
import type { ServerInit } from '@sveltejs/kit';
import { access } from '$server/hooks/access';
import { reportError, reportInvalidArgument } from '$server/hooks/reportError';
import { requestTelemetry } from '$server/hooks/requestTelemetry';
import { securityHeaders } from '$server/hooks/securityHeaders';
import { theme } from '$server/hooks/theme';
import { startApp } from '$server/lifecycle';

export const init: ServerInit = () => startApp({ ownsConsole: !dev });

export const handle = sequence(requestTelemetry, securityHeaders, access, theme);

export const handleError = reportError;

export const handleValidationError = reportInvalidArgument;

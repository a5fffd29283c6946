import { readTelemetryPage } from '$server/pages/telemetryPage';
import { toHttpError } from '$server/rpc/errors';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => readTelemetryPage(event).catch(toHttpError);

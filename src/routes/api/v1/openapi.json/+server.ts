import { json } from '@sveltejs/kit';
import { answerApi } from '$server/rpc/api';
import { openApiDocument } from '$server/rpc/openapi';

export const GET = async () => json(await openApiDocument());

export const fallback = answerApi;

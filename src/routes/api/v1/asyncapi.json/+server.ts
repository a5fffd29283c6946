import { json } from '@sveltejs/kit';
import { answerApi } from '$server/rpc/api';
import { asyncApiDocument } from '$server/rpc/asyncapi';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url }) => json(asyncApiDocument(url));

export const fallback = answerApi;

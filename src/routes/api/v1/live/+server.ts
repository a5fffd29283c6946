import { answerApi } from '$server/rpc/api';
import { answerLive } from '$server/rpc/live';

export const GET = answerLive;

/** Kit would answer it as GET, and nobody would read the stream. */
export const HEAD = answerApi;

export const fallback = answerApi;

import { answerApi } from '$server/rpc/api';

export const fallback = answerApi;

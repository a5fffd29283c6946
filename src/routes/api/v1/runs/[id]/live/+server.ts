import { answerApi } from '$server/rpc/api';
import { answerLiveRun } from '$server/rpc/live';

export const GET = answerLiveRun;

export const fallback = answerApi;

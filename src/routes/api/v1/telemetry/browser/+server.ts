import { answerReport } from '$server/browser/answerReport';
import { answerApi } from '$server/rpc/api';

export const POST = answerReport;

export const fallback = answerApi;

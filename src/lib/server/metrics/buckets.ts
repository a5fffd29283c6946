/** https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/#metric-rpcservercallduration */
export const CALL_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Steps make requests, whose timeouts are longer than a call may take. */
export const WORK_BUCKETS_S = [0.001, ...CALL_BUCKETS_S, 30, 60, 120];
/** The bounds of https://web.dev/articles/vitals are among them. */
export const PAGE_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 4, 6, 10, 20];

import { diag } from '@opentelemetry/api';

const MOST = 1_000;
const said = new Set<string>();

/** What is wrong is wrong at every scrape. */
export function warnOnce(message: string): void {
	if (said.has(message) || said.size >= MOST) return;
	said.add(message);
	diag.warn(message);
}

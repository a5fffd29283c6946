import type { Session } from '$server/auth';

declare global {
	namespace App {
		interface Error {
			/** Safe to show: never carries a stack, a secret or an SQL text. */
			message: string;
			/** Stable, machine readable. */
			code?: string;
			/** Names the same failure in the log. */
			errorId?: string;
		}
		interface Locals {
			/** Whether this request may use pages and procedures. */
			authenticated: boolean;
			/** What it came with; none where it came with the token itself, or there is no token. */
			session?: Session | undefined;
			/** The colour scheme that the reader chose; `system` follows the device. */
			theme: 'light' | 'dark' | 'system';
		}
		interface Platform {
			server: Bun.Server<unknown>;
			request: Request;
		}
	}
}

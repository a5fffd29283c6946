/** What the app and the supervisor of its PostgreSQL have in common. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type OnLog = (level: LogLevel, message: string) => void;

/** One line of JSON on the supervisor's standard output. */
export type SupervisorMessage =
	| { type: 'ready'; port: number }
	| { type: 'failed'; message: string }
	| { type: 'log'; level: LogLevel; message: string };

export const USER = 'glasshouse';
export const DATABASE = 'glasshouse';

/** The system's own programs are looked for here; the app's environment does not get through. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** PostgreSQL's data folder within the server's folder. */
export function dataFolder(folder: string): string {
	return `${folder}/data`;
}

/** Beside the data folder: the password of the one user, readable by the server's account only. */
export function passwordFile(folder: string): string {
	return `${folder}/password`;
}

export function connectionUrl(port: number, password: string, database = DATABASE): string {
	return `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

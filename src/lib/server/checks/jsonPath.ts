import { createHash } from 'node:crypto';
import { JSONPathEnvironment } from 'json-p3';

const MAX_SHOWN = 200;
const SHOWN_OF_LONG = 120;

const environment = new JSONPathEnvironment();
// A regular expression from outside can keep the one thread busy for hours on a body made for it.
environment.functionRegister.delete('match');
environment.functionRegister.delete('search');

/** @returns what is wrong with an RFC 9535 path, as a sentence, or `null` where nothing is */
export function validateJsonPath(path: string): string | null {
	if (!path.startsWith('$')) return `expected a JSON path that begins with $, as in $.status`;
	try {
		environment.compile(path);
		return null;
	} catch (error) {
		return `expected a JSON path as RFC 9535 has it (without match() and search()): ${reason(error)}`;
	}
}

/**
 * The first match of `path` in a body, as JSON text of at most 200 characters. Where there is none, a phrase that
 * is no JSON text and so equals no expected value: "nothing", or why it could not be looked for.
 */
export function findJson(path: string, body: string): string {
	const invalid = validateJsonPath(path);
	if (invalid !== null) return phrase(`the path is not usable: ${invalid}`);
	const parsed = parse(body);
	if (parsed === null) return body.trim() === '' ? 'an empty body' : 'a body that is not JSON';
	try {
		const match = environment.match(path, parsed.value);
		return match === undefined ? 'nothing' : shortJson(match.value);
	} catch (error) {
		return phrase(`the path could not be followed: ${reason(error)}`);
	}
}

/**
 * JSON text of at most 200 characters. A longer one ends with its length and digest, so that two texts are equal
 * if, and only if, their values are.
 */
export function shortJson(value: unknown): string {
	const text = JSON.stringify(value);
	if (text.length <= MAX_SHOWN) return text;
	const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
	return `${text.slice(0, SHOWN_OF_LONG).toWellFormed()}… (${text.length} characters, SHA-256 ${digest})`;
}

type JsonValue = Parameters<typeof environment.match>[1];

function parse(body: string): { value: JsonValue } | null {
	try {
		return { value: JSON.parse(body) as JsonValue };
	} catch {
		return null;
	}
}

function reason(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function phrase(text: string): string {
	return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 1).toWellFormed()}…`;
}

import { createHash } from 'node:crypto';
import { JSONPathEnvironment } from 'json-p3';
import { isSecretName, MASK, maskSecrets } from './maskSecrets';

const MAX_SHOWN = 200;
const SHOWN_OF_LONG = 120;
/** Characters that are searched for secrets: more than are shown, so that none is cut in two and escapes. */
const SEARCHED = 8_192;

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
		return match === undefined ? 'nothing' : shownAt(path, match.value);
	} catch (error) {
		return phrase(`the path could not be followed: ${reason(error)}`);
	}
}

/**
 * `shortJson` of what stands, or should stand, at the end of a path. What is secret by its name or its shape is
 * masked; its digest keeps two texts equal if, and only if, their values are.
 */
export function shownAt(path: string, value: unknown): string {
	const text = JSON.stringify(value);
	if (typeof value === 'string' && isSecretName(lastName(path)))
		return withDigest(JSON.stringify(MASK), text);
	const begin = text.slice(0, SEARCHED);
	const masked = maskSecrets(begin);
	return masked === begin ? shortJson(value) : withDigest(masked, text);
}

/** The last name in a path, in either notation; a filter's own names count like any other. */
function lastName(path: string): string {
	return path.match(/[\p{L}_][\p{L}\w-]*/gu)?.at(-1) ?? '';
}

/**
 * JSON text of at most 200 characters. A longer one ends with its length and digest, so that two texts are equal
 * if, and only if, their values are.
 */
export function shortJson(value: unknown): string {
	const text = JSON.stringify(value);
	return text.length <= MAX_SHOWN ? text : withDigest(text, text);
}

function withDigest(shown: string, text: string): string {
	const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
	const begin = shown.length <= SHOWN_OF_LONG ? shown : `${shown.slice(0, SHOWN_OF_LONG).toWellFormed()}…`;
	return `${begin} (${text.length} characters, SHA-256 ${digest})`;
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

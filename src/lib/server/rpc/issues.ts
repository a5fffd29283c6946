import type { z } from 'zod';

/** One thing that was wrong with an input, for people and for forms. */
export interface InputIssue {
	/** Dotted path of the field, such as `expect.status`; empty for the input itself. */
	path: string;
	/** What is wrong: `expected at least 10, got 5`. */
	message: string;
	expected: string;
	received: string;
}

type ZodIssue = z.core.$ZodIssue;

/** Values of these are not repeated: they may be secrets. */
const CONFIDENTIAL = new Set<PropertyKey>(['headers', 'body']);
const TYPES: Record<string, string> = {
	int: 'a whole number',
	object: 'an object',
	record: 'an object',
	array: 'an array',
};
const FORMATS: Record<string, string> = {
	uuid: 'a UUID',
	guid: 'a UUID',
	datetime: 'an ISO 8601 time such as 2026-01-31T12:00:00Z',
};
const LONGEST_RECEIVED = 80;
const LONGEST_NAME = 80;
const MOST_TOLD = 3;

/** Says of each issue where it is, what was expected and what came instead. */
export function describeIssues(issues: readonly ZodIssue[], input: unknown): InputIssue[] {
	return issues.flatMap((issue) =>
		issue.code === 'unrecognized_keys'
			? issue.keys.map((key) => describe([...issue.path, key], 'no such field', input))
			: [describe(issue.path, expectation(issue), input, issue.code === 'invalid_key')],
	);
}

/** The issues in one sentence, without what came: this goes to the log, where values may be secrets. */
export function summarise(issues: readonly InputIssue[]): string {
	const told = issues
		.slice(0, MOST_TOLD)
		.map(({ path, expected }) => `${path || 'input'}: expected ${expected}`);
	const more = issues.length - told.length;
	return `The input is not usable: ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function describe(path: PropertyKey[], expected: string, input: unknown, ofKey = false): InputIssue {
	const value = ofKey ? path.at(-1) : valueAt(input, path);
	const confidential = !ofKey && path[0] !== undefined && CONFIDENTIAL.has(path[0]);
	const received = confidential ? kindOf(value) : show(value);
	return {
		path: path.map(shortName).join('.'),
		message: `expected ${expected}, got ${received}`,
		expected,
		received,
	};
}

/** A name may come from outside, and be of any length. */
function shortName(part: PropertyKey): string {
	const name = String(part);
	return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME).toWellFormed()}…` : name;
}

function expectation(issue: ZodIssue): string {
	if (issue.message.startsWith('expected ')) return issue.message.slice('expected '.length);
	switch (issue.code) {
		case 'invalid_type':
			return TYPES[issue.expected] ?? `a ${issue.expected}`;
		case 'invalid_value':
			return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
		case 'too_small':
			return `at least ${issue.minimum}${unit(issue.origin, issue.minimum)}`;
		case 'too_big':
			return `at most ${issue.maximum}${unit(issue.origin, issue.maximum)}`;
		case 'invalid_format':
			return FORMATS[issue.format] ?? issue.message;
		case 'invalid_union':
			return [...new Set(issue.errors.flat().map(expectation))].join(' or ');
		case 'invalid_key':
			return issue.issues.map(expectation).join(' and ');
		default:
			return issue.message;
	}
}

function unit(origin: string, count: number | bigint): string {
	if (origin !== 'string') return '';
	return Number(count) === 1 ? ' character' : ' characters';
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
	return path.reduce<unknown>(
		(value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
		input,
	);
}

function show(value: unknown): string {
	if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (typeof value !== 'string') return kindOf(value);
	const text = JSON.stringify(value);
	return text.length > LONGEST_RECEIVED ? `${kindOf(value)} of ${value.length} characters` : text;
}

function kindOf(value: unknown): string {
	if (value === undefined) return 'nothing';
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'an array';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

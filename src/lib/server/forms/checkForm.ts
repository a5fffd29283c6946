import { describeIssues } from '../rpc/issues';
import type { Check } from '../checks/model';
import { checkInput, type CheckInput } from '../checks/schema';

/** The fields of the form for a check, in its own order. */
export const CHECK_FIELDS = [
	'name',
	'url',
	'method',
	'headers',
	'body',
	'intervalSeconds',
	'timeoutMs',
	'retries',
	'status',
	'maxDurationMs',
	'bodyContains',
	'jsonPath',
	'jsonEquals',
	'certificateDays',
	'webhookUrl',
] as const;
export type CheckField = (typeof CHECK_FIELDS)[number];

/** What stands in the fields, as typed. */
export type CheckFormValues = Record<CheckField, string> & { enabled: boolean };
/** What is wrong, beside the field that it is about; under `form` what belongs to no field. */
export type CheckFormErrors = Partial<Record<CheckField | 'form', string>>;

export type CheckFormResult =
	| { input: CheckInput; values: CheckFormValues; errors: null }
	| { input: null; values: CheckFormValues; errors: CheckFormErrors };

/** What an empty form begins with. */
export const EMPTY_CHECK_FORM: CheckFormValues = {
	name: '',
	url: '',
	method: 'GET',
	headers: '',
	body: '',
	intervalSeconds: '60',
	timeoutMs: '10000',
	retries: '0',
	status: '',
	maxDurationMs: '',
	bodyContains: '',
	jsonPath: '',
	jsonEquals: '',
	certificateDays: '',
	webhookUrl: '',
	enabled: true,
};

/** A check as the form shows it. */
export function checkFormValues(check: Check): CheckFormValues {
	const { expect } = check;
	return {
		name: check.name,
		url: check.url,
		method: check.method,
		headers: Object.entries(check.headers)
			.map(([name, value]) => `${name}: ${value}`)
			.join('\n'),
		body: check.body ?? '',
		intervalSeconds: check.intervalSeconds === null ? '' : String(check.intervalSeconds),
		timeoutMs: String(check.timeoutMs),
		retries: String(check.retries),
		status: String(expect.status ?? ''),
		maxDurationMs: String(expect.maxDurationMs ?? ''),
		bodyContains: expect.bodyContains ?? '',
		jsonPath: expect.jsonPath?.path ?? '',
		jsonEquals: expect.jsonPath === undefined ? '' : JSON.stringify(expect.jsonPath.equals),
		certificateDays: String(expect.certificateDays ?? ''),
		webhookUrl: check.webhookUrl ?? '',
		enabled: check.enabled,
	};
}

/** Reads the form. What was typed comes back either way, so that nothing has to be typed twice. */
export function readCheckForm(form: FormData): CheckFormResult {
	const values = typedValues(form);
	const errors: CheckFormErrors = {};
	const candidate = toInput(values, errors);
	const parsed = checkInput.safeParse(candidate);
	if (parsed.success && Object.keys(errors).length === 0) return { input: parsed.data, values, errors: null };
	for (const issue of describeIssues(parsed.error?.issues ?? [], candidate)) {
		errors[fieldOf(issue.path)] ??= `Expected ${issue.expected}`;
	}
	return { input: null, values, errors };
}

function typedValues(form: FormData): CheckFormValues {
	const text = (name: CheckField): [CheckField, string] => {
		const value = form.get(name);
		return [name, typeof value === 'string' ? value.replaceAll('\r\n', '\n') : EMPTY_CHECK_FORM[name]];
	};
	const typed = Object.fromEntries(CHECK_FIELDS.map(text));
	return { ...EMPTY_CHECK_FORM, ...typed, enabled: form.has('enabled') };
}

function toInput(values: CheckFormValues, errors: CheckFormErrors): unknown {
	return {
		name: values.name,
		url: values.url.trim(),
		method: values.method,
		headers: headers(values.headers, errors),
		body: values.body === '' ? null : values.body,
		intervalSeconds: values.intervalSeconds === '' ? null : Number(values.intervalSeconds),
		timeoutMs: optionalNumber(values.timeoutMs),
		retries: optionalNumber(values.retries),
		expect: {
			status: status(values.status.trim()),
			maxDurationMs: optionalNumber(values.maxDurationMs),
			bodyContains: values.bodyContains === '' ? undefined : values.bodyContains,
			jsonPath: jsonPath(values, errors),
			certificateDays: optionalNumber(values.certificateDays),
		},
		webhookUrl: values.webhookUrl.trim() === '' ? null : values.webhookUrl.trim(),
		enabled: values.enabled,
	};
}

function optionalNumber(typed: string): number | undefined {
	return typed.trim() === '' ? undefined : Number(typed);
}

function status(typed: string): number | string | undefined {
	if (typed === '') return undefined;
	return /^\d+$/.test(typed) ? Number(typed) : typed.replaceAll(/\s/g, '');
}

/** One `Name: value` a line. */
function headers(typed: string, errors: CheckFormErrors): Record<string, string> {
	const read: Record<string, string> = {};
	for (const line of typed.split('\n').filter((candidate) => candidate.trim() !== '')) {
		const colon = line.indexOf(':');
		const name = line.slice(0, colon).trim();
		if (colon < 1)
			errors.headers ??= `“${line.trim()}” is not a header: expected a name, a colon and a value`;
		else if (Object.keys(read).some((known) => known.toLowerCase() === name.toLowerCase()))
			errors.headers ??= `${name} is given twice: expected each header once`;
		else read[name] = line.slice(colon + 1).trim();
	}
	return read;
}

function jsonPath(values: CheckFormValues, errors: CheckFormErrors): unknown {
	const path = values.jsonPath.trim();
	const typed = values.jsonEquals.trim();
	if (path === '' && typed === '') return undefined;
	if (path === '') errors.jsonPath = 'Expected a path such as $.status, for there is a value to compare with';
	if (typed === '') errors.jsonEquals = 'Expected a JSON value, for there is a path';
	return { path, equals: jsonValue(typed, errors) };
}

function jsonValue(typed: string, errors: CheckFormErrors): unknown {
	try {
		return JSON.parse(typed);
	} catch {
		errors.jsonEquals ??= `“${typed}” is not JSON: text needs quotes, as in "ok"; 42, true and null do not`;
		return null;
	}
}

const FIELDS = new Set<string>(CHECK_FIELDS);

function isField(name: string): name is CheckField {
	return FIELDS.has(name);
}

/** @param path dotted, as the input has it */
function fieldOf(path: string): CheckField | 'form' {
	const [first, second, third] = path.split('.');
	if (first === 'expect' && second === 'jsonPath' && third === 'equals') return 'jsonEquals';
	const name = (first === 'expect' ? second : first) ?? 'form';
	return isField(name) ? name : 'form';
}

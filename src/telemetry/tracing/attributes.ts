import type { AnyValue, Attributes } from '@opentelemetry/api';
import { cleanAttributes, defined } from '../cleanAttributes';
import { report } from '../guard';
import type { Limits } from './limits';
import { warn } from './warn';

/** Replaces what nobody is to see in the value of an attribute; called for every text that is put on a span. */
export type AttributeRedactor = (key: string, value: string) => string;

/** The attributes of a span while it is started, and what was left out of them. */
export interface StartAttributes {
	attributes: Attributes;
	/** How many there are. */
	count: number;
	dropped: number;
	/** Whether every value is a scalar that keeps the length limit, so that only their number may be too much. */
	isShort: boolean;
}

const NO_LIMITS = { attributeCountLimit: Infinity, attributeValueLengthLimit: Infinity };

/** As the SDK cleans what a span starts with, before the sampler sees it: without limits yet. */
export function startAttributes(
	given: Attributes | null | undefined,
	{ attributeValueLengthLimit }: Limits,
	redact: AttributeRedactor | undefined,
): StartAttributes {
	const start = { attributes: {}, count: 0, dropped: 0, isShort: true };
	if (typeof given !== 'object' || given === null) return start;
	try {
		if (!takeScalars(start, given, attributeValueLengthLimit, redact)) takeAny(start, given, redact);
	} catch (error) {
		report('Reading attributes', error);
	}
	return start;
}

/**
 * Most attributes are scalars: a copy of the same shape is made at one go, and only looked through.
 * @returns false where there is a value, or a key, that needs the longer way
 */
function takeScalars(
	start: StartAttributes,
	given: Attributes,
	mostLength: number,
	redact: AttributeRedactor | undefined,
): boolean {
	const attributes: Attributes = { ...given };
	let count = 0;
	let isShort = true;
	let hasGaps = false;
	for (const key in attributes) {
		const value = attributes[key];
		if (value === undefined) {
			hasGaps = true;
			continue;
		}
		if (key === '' || key === '__proto__' || !Object.hasOwn(attributes, key)) return false;
		if (typeof value === 'string') {
			const text: string = redact === undefined ? value : redact(key, value);
			if (text !== value) attributes[key] = text;
			isShort &&= text.length <= mostLength;
		} else if (typeof value !== 'number' && typeof value !== 'boolean') return false;
		count += 1;
	}
	start.attributes = hasGaps ? defined(attributes) : attributes;
	start.count = count;
	start.isShort = isShort;
	return true;
}

function takeAny(start: StartAttributes, given: Attributes, redact: AttributeRedactor | undefined): void {
	const { attributes = {}, droppedAttributesCount = 0 } = cleanAttributes(given, NO_LIMITS);
	redactAll(attributes, redact);
	start.attributes = attributes;
	start.count = Object.keys(attributes).length;
	start.dropped = droppedAttributesCount;
	start.isShort = false;
}

function redactAll(attributes: Attributes, redact: AttributeRedactor | undefined): void {
	if (redact === undefined) return;
	for (const key of Object.keys(attributes)) {
		const value = attributes[key];
		if (typeof value === 'string') attributes[key] = redact(key, value);
	}
}

/** Applies the limits, once the sampler has had its say. @param more what it wants to be said of the span */
export function limitAttributes(
	start: StartAttributes,
	more: Attributes | undefined,
	limits: Limits,
	redact: AttributeRedactor | undefined,
): void {
	if (more === undefined && start.isShort && start.count <= limits.attributeCountLimit) return;
	const all = Object.assign(start.attributes, more);
	redactAll(all, redact);
	const { attributes = {}, droppedAttributesCount = 0 } = cleanAttributes(all, limits);
	start.attributes = attributes;
	start.count = Object.keys(attributes).length;
	start.dropped += droppedAttributesCount;
}

/** @returns the value as a span may hold it, or `undefined` where it is none */
export function cleanValue(
	key: string,
	value: AnyValue,
	mostLength: number,
	redact: AttributeRedactor | undefined,
): AnyValue {
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	try {
		if (typeof value !== 'string') return cleanObject(key, value, mostLength);
		const text = redact === undefined ? value : redact(key, value);
		return text.length <= mostLength ? text : text.slice(0, mostLength);
	} catch (error) {
		report('Reading an attribute', error);
		return undefined;
	}
}

/** Arrays, maps, bytes, `null`, and whatever is no value at all. */
function cleanObject(key: string, value: AnyValue, attributeValueLengthLimit: number): AnyValue {
	const limits = { attributeCountLimit: 1, attributeValueLengthLimit };
	const { attributes = {} } = cleanAttributes({ [key]: value }, limits);
	return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

/** `__proto__` would name no property, but another object. */
export function isKey(key: unknown): boolean {
	if (typeof key === 'string' && key !== '' && key !== '__proto__') return true;
	warn('An attribute was given under a key that is none');
	return false;
}

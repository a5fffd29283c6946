/** What all signals have alike, as schema.ts decodes it. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export type Values = Record<string, Value>;

export interface WireValue {
	stringValue?: string;
	boolValue?: boolean;
	intValue?: string;
	doubleValue?: number;
	arrayValue?: { values: WireValue[] };
	kvlistValue?: { values: WireAttribute[] };
	bytesValue?: string;
}
export interface WireAttribute {
	key: string;
	value: WireValue | null;
}
export interface WireResource {
	resource: { attributes: WireAttribute[] } | null;
	schemaUrl: string;
}
export interface WireScope {
	scope: { name: string; version: string; attributes: WireAttribute[] } | null;
	schemaUrl: string;
}

/** Who says it: the same for every item of a scope. */
export interface Origin {
	service: string;
	scope: string;
	resource: Values;
}

export function originOf({ resource }: WireResource, { scope }: WireScope): Origin {
	const attributes = attributesOf(resource?.attributes ?? []);
	const service = attributes['service.name'];
	return {
		service: typeof service === 'string' ? service : '',
		scope: scope?.name ?? '',
		resource: attributes,
	};
}

export function attributesOf(attributes: readonly WireAttribute[]): Values {
	return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}

/** Bytes stay base64, integers become numbers. */
export function valueOf(value: WireValue | null): Value {
	if (value?.intValue !== undefined) return Number(value.intValue);
	if (value?.arrayValue) return value.arrayValue.values.map(valueOf);
	if (value?.kvlistValue) return attributesOf(value.kvlistValue.values);
	return value?.stringValue ?? value?.boolValue ?? value?.doubleValue ?? value?.bytesValue ?? null;
}

/** @returns lower-case hex; `null` where there is none. @throws on ids of another length, or of zeros alone. */
export function idOf(base64: string, bytes: 8 | 16): string | null {
	if (base64 === '') return null;
	const id = Buffer.from(base64, 'base64').toString('hex');
	if (id.length !== bytes * 2 || /^0+$/.test(id)) throw new Error(`${id} is no id of ${bytes} bytes`);
	return id;
}

export function requiredId(base64: string, bytes: 8 | 16): string {
	const id = idOf(base64, bytes);
	if (id === null) throw new Error(`An id of ${bytes} bytes is missing`);
	return id;
}

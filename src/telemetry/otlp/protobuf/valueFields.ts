import { tag } from './tags';

/** The fields of opentelemetry.proto.common.v1.KeyValue. */
export const KEY = tag(1, 'bytes');
export const VALUE = tag(2, 'bytes');

/** Those of AnyValue. */
export const STRING = tag(1, 'bytes');
export const BOOL = tag(2, 'varint');
export const INT = tag(3, 'varint');
export const DOUBLE = tag(4, 'fixed64');
export const ARRAY = tag(5, 'bytes');
export const MAP = tag(6, 'bytes');
export const BYTES = tag(7, 'bytes');

/** `values` of ArrayValue and of KeyValueList. */
export const ITEM = tag(1, 'bytes');

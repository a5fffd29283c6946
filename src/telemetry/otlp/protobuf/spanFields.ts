import { tag } from './tags';

/** The fields of opentelemetry.proto.trace.v1.Span, and of what it holds. */
export const TRACE_ID = tag(1, 'bytes');
export const SPAN_ID = tag(2, 'bytes');
export const TRACE_STATE = tag(3, 'bytes');
export const PARENT_SPAN_ID = tag(4, 'bytes');
export const NAME = tag(5, 'bytes');
export const KIND = tag(6, 'varint');
export const START_TIME = tag(7, 'fixed64');
export const END_TIME = tag(8, 'fixed64');
export const ATTRIBUTE = tag(9, 'bytes');
export const DROPPED_ATTRIBUTES = tag(10, 'varint');
export const EVENT = tag(11, 'bytes');
export const DROPPED_EVENTS = tag(12, 'varint');
export const LINK = tag(13, 'bytes');
export const DROPPED_LINKS = tag(14, 'varint');
export const STATUS = tag(15, 'bytes');
export const FLAGS = tag(16, 'fixed32');

export const EVENT_TIME = tag(1, 'fixed64');
export const EVENT_NAME = tag(2, 'bytes');
export const EVENT_ATTRIBUTE = tag(3, 'bytes');
export const EVENT_DROPPED_ATTRIBUTES = tag(4, 'varint');

export const LINK_ATTRIBUTE = tag(4, 'bytes');
export const LINK_DROPPED_ATTRIBUTES = tag(5, 'varint');
export const LINK_FLAGS = tag(6, 'fixed32');

export const STATUS_MESSAGE = tag(2, 'bytes');
export const STATUS_CODE = tag(3, 'varint');

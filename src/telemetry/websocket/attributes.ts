/** The conventions do not know WebSockets yet: these are our own, but for the direction. */
export const ATTR_CLOSE_CODE = 'websocket.close_code';
export const ATTR_SUBPROTOCOL = 'websocket.subprotocol';
export const ATTR_MESSAGE_TYPE = 'websocket.message.type';
export const ATTR_MESSAGES_RECEIVED = 'websocket.messages.received';
export const ATTR_MESSAGES_SENT = 'websocket.messages.sent';
export const ATTR_BYTES_RECEIVED = 'websocket.bytes.received';
export const ATTR_BYTES_SENT = 'websocket.bytes.sent';
/** https://opentelemetry.io/docs/specs/semconv/registry/attributes/network/ */
export const ATTR_IO_DIRECTION = 'network.io.direction';

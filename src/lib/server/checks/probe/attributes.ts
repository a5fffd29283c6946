/** Semantic conventions that are not stable yet, copied as their package asks for. */
export const ATTR_DNS_QUESTION_NAME = 'dns.question.name';
export const ATTR_DNS_ANSWERS = 'dns.answers';
export const ATTR_TLS_CLIENT_SERVER_NAME = 'tls.client.server_name';
export const ATTR_TLS_PROTOCOL_NAME = 'tls.protocol.name';
export const ATTR_TLS_PROTOCOL_VERSION = 'tls.protocol.version';
export const ATTR_TLS_NEXT_PROTOCOL = 'tls.next_protocol';
export const ATTR_TLS_CIPHER = 'tls.cipher';
export const ATTR_TLS_SERVER_NOT_AFTER = 'tls.server.not_after';
export const ATTR_TLS_SERVER_SUBJECT = 'tls.server.subject';
export const ATTR_TLS_SERVER_ISSUER = 'tls.server.issuer';
export const ATTR_HTTP_REQUEST_BODY_SIZE = 'http.request.body.size';
export const ATTR_HTTP_RESPONSE_BODY_SIZE = 'http.response.body.size';

/** Our own. */
export const ATTR_BODY_TRUNCATED = 'glasshouse.probe.body_truncated';
export const ATTR_REDIRECT_LOCATION = 'glasshouse.probe.redirect.location';
export const ATTR_REDIRECT_DOWNGRADE = 'glasshouse.probe.redirect.downgrade';

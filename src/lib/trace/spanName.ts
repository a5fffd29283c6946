import type { AttributeValue, TraceSpan } from './wire';

/**
 * A span in a reader's words: kit's phases by what they do, the phases of a request without underscores, a client's
 * request with its host (which its own name leaves out, for few names). Anything else keeps the name it was given.
 */
export function spanName(span: TraceSpan): string {
	const { name, attributes } = span;
	if (PHASE.test(name)) return name.replace('_', ' ');
	if (span.kind === 'client' && name === attributes['http.request.method'])
		return joined(name, text(attributes['server.address']));
	if (!name.startsWith(KIT)) return name;
	if (name.startsWith(SEQUENCED)) return `hook ${name.slice(SEQUENCED.length)}`;
	const words = PHASES[name.slice(KIT.length)];
	return words === undefined ? name : words((key) => text(attributes[KIT + key]));
}

const PHASE = /^(dns|connect|tls|request|first_byte|transfer)$/;
const KIT = 'sveltekit.';
const SEQUENCED = 'sveltekit.handle.sequenced.';

/** By the rest of kit's span name: the phase's words, out of the span's attributes. */
const PHASES: Readonly<Record<string, (attribute: (key: string) => string) => string>> = {
	'handle.root': () => 'handle',
	resolve: () => 'resolve',
	load: (attribute) => loadName(attribute('load.node_id')),
	form_action: (attribute) => joined('action', attribute('form_action.name')),
	'remote.call': (attribute) => joined('remote function', lastPart(attribute('remote.call.id'))),
	'remote.form.post': (attribute) => joined('remote function', lastPart(attribute('remote.form.post.id'))),
};

/** `src/routes/checks/[id]/+page.server.ts` is the load of `/checks/[id]`; a layout says that it is one. */
function loadName(nodeId: string): string {
	const found = /^(?:.*?src\/routes)?(.*)\/\+(page|layout)(?:\.server)?\.\w+$/.exec(nodeId);
	if (!found) return joined('load', nodeId === 'unknown' ? '' : nodeId);
	return joined(found[2] === 'layout' ? 'load layout' : 'load', found[1] || '/');
}

/** The id of a remote function is a hash of its file, and its name. */
function lastPart(id: string): string {
	return id.slice(id.lastIndexOf('/') + 1);
}

function joined(phase: string, detail: string): string {
	return detail === '' ? phase : `${phase} ${detail}`;
}

function text(value: AttributeValue | undefined): string {
	return typeof value === 'string' ? value : '';
}

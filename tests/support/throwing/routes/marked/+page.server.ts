import type { ServerLoadEvent } from '@sveltejs/kit';

export function load({ tracing }: ServerLoadEvent): { enabled: boolean } {
	tracing.root.setAttribute('test.root', 'from the load');
	tracing.current.setAttribute('test.current', 'from the load');
	return { enabled: tracing.enabled };
}

import type { Link } from '@opentelemetry/api';
import { cleanAttributes } from '../cleanAttributes';
import type { Limits } from './limits';
import { NONE } from './lists';

/** A link as a span holds it. */
export function cleanLink({ context, attributes }: Link, limits: Limits): Link {
	return {
		context,
		...cleanAttributes(attributes, {
			attributeCountLimit: limits.attributePerLinkCountLimit,
			attributeValueLengthLimit: limits.attributeValueLengthLimit,
		}),
	};
}

/** All that a span is to start with: how many it keeps is for the span to say, the sampler sees every one. */
export function cleanLinks(links: readonly Link[] | undefined, limits: Limits): Link[] {
	return links === undefined || links.length === 0 ? NONE : links.map((link) => cleanLink(link, limits));
}

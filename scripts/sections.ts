import { format, resolveConfig } from 'prettier';

/**
 * A page with what is made from code in it: each section stands between `<!-- name -->` and `<!-- /name -->`, and all
 * that stands outside remains as it is.
 * @param path of the page from the repository's root
 * @throws where a marker is missing
 */
export async function filledPage(
	path: string,
	page: string,
	sections: Readonly<Record<string, string>>,
): Promise<string> {
	const filled = Object.entries(sections).reduce((text, [name, content]) => {
		const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
		const [before, rest] = split(path, text, begin);
		const [, after] = split(path, rest, end);
		return `${before}${begin}\n\n${content}\n\n${end}${after}`;
	}, page);
	return format(filled, { ...(await resolveConfig(path)), parser: 'markdown' });
}

function split(path: string, text: string, at: string): [string, string] {
	const index = text.indexOf(at);
	if (index < 0) throw new Error(`${path} has no ${at}`);
	return [text.slice(0, index), text.slice(index + at.length)];
}

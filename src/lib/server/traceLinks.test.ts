import { describe, expect, test } from 'bun:test';
import { linksOfTrace, parseTraceLinks } from './traceLinks';

describe('parseTraceLinks', () => {
	const good: [text: string, names: string[]][] = [
		['', []],
		['Jaeger=https://jaeger.example.com/trace/{traceId}', ['Jaeger']],
		[' SigNoz = http://localhost:8080/trace/{traceId} , Jaeger=https://j/{traceId}', ['SigNoz', 'Jaeger']],
		[
			'Grafana=https://g/explore?left=["now",{"q":"{traceId}"}],Jaeger=https://j/{traceId}',
			['Grafana', 'Jaeger'],
		],
	];
	for (const [text, names] of good) {
		test(text || 'nothing', () => expect(parseTraceLinks(text)?.map(({ name }) => name)).toEqual(names));
	}

	const bad = [
		'Jaeger',
		'https://jaeger.example.com/{traceId}',
		'Jaeger=https://jaeger.example.com/trace',
		'Jaeger=javascript:alert("{traceId}")',
		'Jaeger=//jaeger/{traceId}',
		'Jaeger=https://{traceId}.example.com/',
		'=https://jaeger/{traceId}',
	];
	for (const text of bad) test(`${text} is refused`, () => expect(parseTraceLinks(text)).toBeNull());
});

test('each {traceId} of a template is filled in', () => {
	const links = parseTraceLinks('Jaeger=https://j/{traceId}?again={traceId}') ?? [];
	const [link] = linksOfTrace(links, 'abc');
	expect(link).toEqual({ name: 'Jaeger', href: 'https://j/abc?again=abc' });
});

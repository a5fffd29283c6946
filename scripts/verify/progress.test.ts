import { expect, test } from 'bun:test';
import { progressOn } from './progress';

function screen(isTTY: boolean) {
	const written: string[] = [];
	return { isTTY, columns: 30, write: (text: string) => written.push(text), text: () => written.join('') };
}

test('elsewhere than on a terminal each thing is a plain line, once', () => {
	const file = screen(false);
	const progress = progressOn(file);
	for (const what of ['Starting', 'Starting', 'Looking']) progress.doing(what);
	progress.done('Found');
	progress.end();
	expect(file.text().replaceAll(/^ *\d+ s/gm, 'n s')).toBe('n s  Starting\nn s  Looking\nn s  Found\n');
});

test('on a terminal one line turns; what is done stays, and no half line is left', () => {
	const terminal = screen(true);
	const progress = progressOn(terminal);
	progress.doing('Looking for something that is longer than a line');
	progress.done('Found');
	progress.end();
	const clear = '\r\u001b[2K';
	const [, first = ''] = terminal.text().split(clear);
	expect(first).toStartWith('⠋ 0 s  Looking for');
	expect(first).toHaveLength(29);
	expect(terminal.text()).toContain(`${clear}✔ Found\n`);
	expect(terminal.text()).toEndWith(clear);
});

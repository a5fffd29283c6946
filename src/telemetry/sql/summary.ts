import {
	comesBeforeName,
	continues,
	endsList,
	isCommand,
	isDefinition,
	isKind,
	isModifier,
	isNamed,
	isStarter,
	namesSeveral,
} from './commands';
import type { Token } from './tokens';

/** The conventions cut a summary at 255 characters, never within a name. */
const MOST_CHARACTERS = 255;

export interface Summary {
	/** `SELECT checks runs`; `undefined` where the statement is none that is known. */
	readonly summary: string | undefined;
	/** The command, where there is but one: `SELECT`. */
	readonly operation: string | undefined;
}

/**
 * `db.query.summary`: the commands of a text and the tables that they touch, in its order. Commands in upper
 * case, so that two spellings group as one; names as they are written, in quotes only where they need them.
 * Sub-queries are commands of their own; what a WITH names is no table; functions, cursors, prepared statements
 * and people are left out. Never a literal. See
 * https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query
 */
export function summarise(tokens: readonly Token[]): Summary {
	return new Reader(tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment')).read();
}

/** A statement, or what stands in one pair of parentheses. */
class Frame {
	/** What has begun it; `''` where that is no command. `WITH` until the query itself begins. */
	command: string | undefined;
	/** The next word is a name. */
	expecting = false;
	/** A list of names is being read: after a comma comes another. */
	list = false;
	/** The last name in a list of WITH, until its parentheses open. */
	naming: string | undefined;
	recursive = false;
	/** What the command has named already. */
	names = new Set<string>();

	constructor(
		/** `names`: tables, joined. `other`: an expression, or columns: no table is named there. */
		readonly kind: 'query' | 'names' | 'other',
		/** What a WITH calls it. */
		readonly alias?: string,
	) {}
}

class Reader {
	private at = 0;
	private frame = new Frame('query');
	private readonly outer: Frame[] = [];
	private readonly aliases = new Set<string>();
	private readonly parts: string[] = [];
	private room = MOST_CHARACTERS;
	private statementHasBegun = false;
	private readonly operations = new Set<string>();

	constructor(private readonly tokens: readonly Token[]) {}

	read(): Summary {
		for (; this.at < this.tokens.length && this.room > 0; this.at += 1) this.step(this.tokens[this.at]);
		const [operation] = this.operations;
		return {
			summary: this.parts.length === 0 ? undefined : this.parts.join(' '),
			operation: this.operations.size === 1 ? operation : undefined,
		};
	}

	private step(token: Token | undefined): void {
		if (token?.kind === 'punctuation') this.punctuation(token.text);
		else if (token?.kind === 'word' || token?.kind === 'quoted') this.word(token);
		else this.frame.expecting = false;
	}

	private punctuation(text: string): void {
		if (text === '(') this.open();
		else if (text === ')') this.close();
		else if (text === ',') this.frame.expecting = this.frame.list;
		else if (text === ';') this.nextStatement();
	}

	private open(): void {
		const { frame } = this;
		const inside = this.keyword(1);
		this.outer.push(frame);
		if (isStarter(inside) || inside === 'WITH' || frame.command === undefined) {
			this.frame = new Frame('query', frame.naming);
			frame.naming = undefined;
		} else if (frame.expecting && frame.list) {
			this.frame = new Frame('names');
			Object.assign(this.frame, { command: frame.command, names: frame.names, expecting: true, list: true });
		} else this.frame = new Frame('other');
		frame.expecting = false;
	}

	private close(): void {
		const outer = this.outer.pop();
		if (outer === undefined) return;
		if (this.frame.alias !== undefined) this.aliases.add(this.frame.alias);
		this.frame = outer;
	}

	private nextStatement(): void {
		this.outer.length = 0;
		this.frame = new Frame('query');
		this.aliases.clear();
		this.statementHasBegun = false;
	}

	private word(token: Token): void {
		const { frame } = this;
		if (frame.kind === 'other') return;
		const keyword = token.kind === 'word' ? token.text.toUpperCase() : '';
		if (frame.command === undefined) this.begin(keyword);
		else if (frame.command === 'WITH' && !isStarter(keyword)) this.inWith(token);
		else if (continues(keyword, frame.command)) this.command(keyword);
		else if (frame.expecting) this.name(keyword, token, frame.command);
		else this.clause(keyword, frame.command);
	}

	private begin(keyword: string): void {
		if (keyword === 'WITH') this.with();
		else if (isDefinition(keyword)) this.define(keyword);
		else if (keyword === 'START' && this.keyword(1) === 'TRANSACTION') this.command('START TRANSACTION');
		else this.command(isCommand(keyword) ? keyword : '');
	}

	private with(): void {
		this.frame.command = 'WITH';
		this.frame.recursive = this.keyword(1) === 'RECURSIVE';
	}

	/** `name (columns) AS MATERIALIZED (…)`, and the next. */
	private inWith(token: Token): void {
		if (!['WITH', 'RECURSIVE', ','].includes(this.text(-1)) || this.text(0) === 'RECURSIVE') return;
		this.frame.naming = nameOf(token);
		if (this.frame.recursive) this.aliases.add(this.frame.naming);
	}

	private command(command: string): void {
		const { frame } = this;
		frame.command = command;
		frame.expecting = isNamed(command);
		frame.list = namesSeveral(command);
		frame.names = new Set();
		if (command === '') return;
		this.add(command);
		if (this.outer.length === 0 && !this.statementHasBegun) this.operations.add(command);
		this.statementHasBegun ||= this.outer.length === 0;
	}

	/** `CREATE UNIQUE INDEX`: the command is told with the kind of what it is about. */
	private define(keyword: string): void {
		let words = 1;
		while (isModifier(this.keyword(words))) words += 1;
		const kind = this.keyword(words);
		if (!isKind(kind)) return this.command(keyword);
		const materialised = this.keyword(words - 1) === 'MATERIALIZED';
		this.at += words;
		this.command(materialised ? `${keyword} MATERIALIZED ${kind}` : `${keyword} ${kind}`);
	}

	private name(keyword: string, token: Token, command: string): void {
		if (comesBeforeName(keyword, command)) return;
		let name = nameOf(token);
		for (let next = this.tokens[this.at + 2]; this.text(1) === '.' && next; next = this.tokens[this.at + 2]) {
			name += `.${nameOf(next)}`;
			this.at += 2;
		}
		this.frame.expecting = false;
		const isFunction = this.text(1) === '(' && this.frame.list;
		if (isFunction || this.aliases.has(name) || this.frame.names.has(name)) return;
		this.frame.names.add(name);
		this.add(name);
	}

	private clause(keyword: string, command: string): void {
		const { frame } = this;
		if (keyword === 'FROM') this.from(command);
		else if (keyword === 'JOIN' || keyword === 'STRAIGHT_JOIN') frame.expecting = frame.list = true;
		else if (keyword === 'INTO') frame.expecting = /^(?:INSERT|MERGE|REPLACE|SELECT)$/.test(command);
		else if (keyword === 'USING') this.using(command);
		else if (keyword === 'ON') frame.expecting = /^CREATE (?:INDEX|TRIGGER|POLICY)$/.test(command);
		else if (keyword === 'WITH' && this.beginsWith()) this.with();
		else if (endsList(keyword)) frame.list = false;
	}

	private from(command: string): void {
		if (!/^(?:DELETE|SELECT|UPDATE)$/.test(command) || this.text(-1) === 'DISTINCT') return;
		this.frame.expecting = this.frame.list = true;
	}

	/** Tables after DELETE and MERGE; columns, in parentheses, after a JOIN. */
	private using(command: string): void {
		if (!/^(?:DELETE|MERGE)$/.test(command) || (this.text(1) === '(' && !isStarter(this.keyword(2)))) return;
		this.frame.expecting = this.frame.list = true;
	}

	/** `WITH x AS (…)` after INSERT INTO or AS; not WITH TIES, nor WITH (fillfactor = 70). */
	private beginsWith(): boolean {
		return this.keyword(1) === 'RECURSIVE' || this.keyword(2) === 'AS';
	}

	private add(part: string): void {
		this.room -= part.length + (this.parts.length === 0 ? 0 : 1);
		if (this.room >= 0) this.parts.push(part);
	}

	private text(offset: number): string {
		return this.tokens[this.at + offset]?.text.toUpperCase() ?? '';
	}

	private keyword(offset: number): string {
		return this.tokens[this.at + offset]?.kind === 'word' ? this.text(offset) : '';
	}
}

/** A name that needs no quotes is told without them: query builders put everything into quotes. */
function nameOf({ kind, text }: Token): string {
	if (kind === 'word') return text;
	return /^[\w$]+$/.test(text.slice(1, -1)) ? text.slice(1, -1) : text;
}

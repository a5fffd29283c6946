import { withoutLiterals } from './sanitise';
import { summarise } from './summary';
import { tokenise, type SqlDialect } from './tokens';

/** Nothing beyond is read or told: a text can be megabytes of values. */
const MOST_READ = 16_384;
/** Statement texts are few and repeat: what was worked out is kept, for so many of them, or so many characters. */
const MOST_KEPT = 1_000;
const MOST_KEPT_CHARACTERS = 1_048_576;
const LONGEST_KEPT = 131_072;

/** What is told of a statement; worked out once a text. */
export class Statement {
	/** `SELECT checks runs`. */
	readonly summary: string | undefined;
	/** `SELECT`, where the text holds but one statement. */
	readonly operation: string | undefined;
	/** As it was written. */
	readonly text: string;
	/** Without literals and comments. */
	readonly sanitised: string;

	constructor(text: string, dialect: SqlDialect) {
		this.text = text.length > MOST_READ ? `${text.slice(0, MOST_READ)}…` : text;
		const tokens = tokenise(text.slice(0, MOST_READ), dialect);
		this.sanitised = withoutLiterals(tokens);
		({ summary: this.summary, operation: this.operation } = summarise(tokens));
	}
}

/**
 * The statements of one dialect. Two generations: what is used stays, what is not is forgotten, however many
 * texts pass by that are never seen again.
 */
export class Statements {
	private young = new Map<string, Statement>();
	private old = new Map<string, Statement>();
	private characters = 0;

	constructor(private readonly dialect: SqlDialect) {}

	of(text: string): Statement {
		return this.young.get(text) ?? this.keep(text, this.old.get(text) ?? new Statement(text, this.dialect));
	}

	private keep(text: string, statement: Statement): Statement {
		this.characters += text.length;
		if (this.young.size >= MOST_KEPT || this.characters > MOST_KEPT_CHARACTERS) {
			this.old = this.young;
			this.young = new Map();
			this.characters = text.length;
		}
		if (text.length <= LONGEST_KEPT) this.young.set(text, statement);
		return statement;
	}
}

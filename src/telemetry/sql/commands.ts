/** Commands that stand for themselves: what follows them is no table, or says nothing that groups. */
const PLAIN = words(
	'ABORT ANALYZE ATTACH BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY DEALLOCATE DECLARE DELETE DESCRIBE',
	'DETACH DISCARD DO END EXECUTE EXPLAIN FETCH GRANT IMPORT INSERT KILL LISTEN LOAD LOCK MERGE MOVE NOTIFY OPTIMIZE',
	'PRAGMA PREPARE REASSIGN REINDEX RELEASE REPLACE RESET REVOKE ROLLBACK SAVEPOINT SECURITY SELECT SET SHOW START',
	'TABLE TRUNCATE UNLISTEN UNLOCK UPDATE USE VACUUM VALUES XA',
);
/** Commands that say what kind of thing they are about. */
const DEFINING = words('ALTER CREATE DROP REFRESH');
const MODIFIERS = words(
	'OR REPLACE TEMP TEMPORARY UNLOGGED GLOBAL LOCAL UNIQUE RECURSIVE CONSTRAINT TRUSTED PROCEDURAL LANGUAGE',
	'MATERIALIZED FOREIGN FULLTEXT SPATIAL VIRTUAL EVENT',
);
const KINDS = words(
	'AGGREGATE COLLATION DATABASE DOMAIN EXTENSION FUNCTION INDEX POLICY PROCEDURE PUBLICATION RULE SCHEMA SEQUENCE',
	'SERVER STATISTICS SUBSCRIPTION TABLE TABLESPACE TRIGGER TYPE VIEW',
);
/** Their names are people. */
const NAMELESS_KINDS = words('GROUP ROLE USER');
/** The command itself is followed by a name. */
const NAMING = words('CALL COPY LOCK TABLE TRUNCATE UPDATE');
/** What begins a query in parentheses, or after a WITH. */
const STARTERS = words('DELETE INSERT MERGE SELECT UPDATE VALUES');
/** A SELECT, and only that, may follow without parentheses. */
const BEFORE_SELECT = words('DECLARE INSERT REPLACE SELECT TABLE VALUES');
/** Any query may follow. */
const BEFORE_QUERY = words('EXPLAIN PREPARE WITH');
const LIST_ENDS = words(
	'EXCEPT FETCH FOR GROUP HAVING INTERSECT LIMIT OFFSET ORDER RETURNING SET UNION VALUES WHEN WHERE WINDOW',
);
const NOT_YET_A_NAME = words('CONCURRENTLY DUMPFILE EXISTS IF LATERAL NOT ONLY OUTFILE');

function words(...lines: string[]): ReadonlySet<string> {
	return new Set(lines.join(' ').split(' '));
}

export const isCommand = (keyword: string) => PLAIN.has(keyword);
export const isDefinition = (keyword: string) => DEFINING.has(keyword);
export const isModifier = (keyword: string) => MODIFIERS.has(keyword);
export const isKind = (keyword: string) => KINDS.has(keyword) || NAMELESS_KINDS.has(keyword);
export const isStarter = (keyword: string) => STARTERS.has(keyword);
export const endsList = (keyword: string) => LIST_ENDS.has(keyword);

/** Whether the next word after `command` is the name of what it is about. */
export function isNamed(command: string): boolean {
	const [first = '', kind] = command.split(' ');
	return kind !== undefined && isDefinition(first) ? !NAMELESS_KINDS.has(kind) : NAMING.has(command);
}

/** Whether commas after the first name bring more of them. */
export function namesSeveral(command: string): boolean {
	return command === 'TRUNCATE' || command === 'LOCK' || command.startsWith('DROP ');
}

/** Whether `keyword`, where a name is expected, is but a word on the way to it. */
export function comesBeforeName(keyword: string, command: string): boolean {
	if (NOT_YET_A_NAME.has(keyword)) return true;
	if (keyword === 'ON') return command === 'CREATE INDEX';
	return keyword === 'TABLE' && (command === 'TRUNCATE' || command === 'LOCK');
}

/** Whether `keyword` begins a query that stands, without parentheses, in one that `command` has begun. */
export function continues(keyword: string, command: string): boolean {
	if (!isStarter(keyword)) return false;
	if (BEFORE_QUERY.has(command)) return true;
	return keyword === 'SELECT' && (BEFORE_SELECT.has(command) || /^CREATE .*(?:TABLE|VIEW)$/.test(command));
}

// How a statement is laid out for reading. Imports no module that draws, so that Node can test it.

const sqlKeywords = new Set(`select distinct from where and or not in is null like between exists as on using join left right full inner outer cross
	group order by having limit offset fetch first next rows only union all intersect except values insert into update set delete returning merge
	when then else end case with for asc desc create table true false`.split(/\s+/));
const sqlBreaks = /^(from|where|group|order|having|limit|offset|fetch|union|intersect|except|values|set|returning|join|for)$/;
const sqlJoins = /^(left|right|full|inner|outer|cross)$/;

/**
 * The parts of a statement, with line breaks before its clauses.
 * @param {string} sql
 * @returns {{ text: string, kind: string }[]} a kind is a class of the style sheet, or empty
 */
export function sqlParts(sql) {
	const tokens = sql.match(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\s+|[\p{L}_][\p{L}\p{N}_$]*|\d+(?:\.\d+)?|[?:$]\d*|[^\s]/gu) ?? [];
	const parts = [];
	let depth = 0;
	let before = '';
	let space = '';
	for (const token of tokens) {
		if (/^\s/.test(token)) {
			space ||= ' ';
			continue;
		}
		const word = token.toLowerCase();
		const joined = sqlJoins.test(before) && (word === 'join' || sqlJoins.test(word));
		const odd = joined || before === 'for' || (before === 'delete' && word === 'from');
		if (depth === 0 && before && !odd && (sqlBreaks.test(word) || sqlJoins.test(word))) space = '\n';
		if (depth === 0 && before !== 'between' && /^(and|or)$/.test(word)) space = '\n  ';
		const kind = /^(--|\/\*)/.test(token) ? 'dim' : token[0] === '\'' ? 'str' : /^(\d|\?|[:$]\d)/.test(token) ? 'lit' : sqlKeywords.has(word) ? 'kw' : '';
		if (parts.length && space) parts.push({ text: space, kind: '' });
		parts.push({ text: token, kind });
		depth = Math.max(0, depth + (token === '(' ? 1 : token === ')' ? -1 : 0));
		space = token.startsWith('--') ? '\n' : '';
		if (word !== 'by' && /^\p{L}/u.test(word)) before = before === 'between' && word !== 'and' ? 'between' : word;
	}
	return parts;
}

// Terms that are not understood are text, so that typing never fails. TraceQuery has the same language for the list of traces;
// query-cases.json, which both pass, defines the common part.

const LONGEST = 4096;
const MOST_TERMS = 100;
const DEEPEST = 50;
const KEY = /([\w.+-]+)(>=|<=|!=|[:=<>])/y;
const NUMBER = /^-?\d{1,15}(?:\.\d{1,9})?$/;
const FRAME = /^\s+(?:at |\.\.\. )/;
const units = { us: 1, µs: 1, ms: 1000, s: 1_000_000, m: 60_000_000 };
const flags = { true: true, yes: true, false: false, no: false };

/** Each field compares the values that it reads from a span, together with its log lines. */
const queryFields = {
	status: [compareStatus, (it) => [it.statusCode]],
	duration: [compareDuration, (it) => [it.durationUs]],
	self: [compareDuration, (it) => [it.selfUs]],
	sql: [(op, value) => NUMBER.test(value) ? compareNumber(op, value) : compareText(op, value), (it, lines, { value }) => [NUMBER.test(value) ? it.sql ? 1 : 0 : it.sql?.text]],
	logs: [compareNumber, (it, lines) => [lines.length]],
	error: [compareFlag, (it) => [it.error ?? (it.status === 'error' ? 'error' : undefined)]],
	'n+1': [(op, value) => flagOf(op, value) === undefined ? compareNumber(op, value) : compareFlag(op, value), (it, lines, { op, value }) => [flagOf(op, value) === undefined ? it.repeatGroup?.count ?? 0 : it.repeatGroup?.count]],
	method: [compareText, (it) => [attributeOf(it, 'http.request.method')]],
	path: [compareText, (it) => [pathOf(it)]],
	route: [compareText, (it) => [attributeOf(it, 'http.route')]],
	name: [compareText, (it) => [it.name]],
	service: [compareText, (it) => [it.service]],
	kind: [compareText, (it) => [it.kind]],
	category: [compareText, (it) => [it.category]],
	level: [compareText, (it, lines) => lines.map((line) => line.level)],
	log: [compareText, (it, lines) => lines.map((line) => line.message)],
	'db.table': [compareTable, tablesOf],
};

/** Fields of a trace that a span does not have. */
const listFields = ['spans', 'slow', 'trace', 'failed', 'handled'];

export const queryHelp = [
	['status:5xx', 'status code or class'],
	['duration>100ms', 'also <, >=, <=; µs, ms, s'],
	['sql>10', 'number of SQL statements'],
	['sql:orders', 'part of a statement'],
	['error:true', 'or part of the error’s type'],
	['failed:true', 'the request itself failed; handled:true: it survived a failure'],
	['n+1:true', 'the same statement again and again'],
	['path:/orders', 'part of the path'],
	['route=/orders/{id}', '= the whole, : a part'],
	['service=pricing', 'a service that takes part'],
	['level:error', 'the level of a log line; log: a part of it'],
	['db.system.name:h2', 'any attribute of any span; numbers also with <, >'],
	['-path:/actuator', 'not'],
	['(status:5xx OR slow:true) path:/orders', 'one of several'],
	['"order items"', 'text in names, values, SQL, messages and log lines'],
];

/** Parses a query: { all }, { any }, { not }, { text } or { key, op, value, source }; undefined if it is empty. */
export function readQuery(query) {
	const text = query.slice(0, LONGEST);
	let at = 0;
	let terms = 0;
	const isSpace = (index) => text[index] <= ' ' || text[index] === '\u00a0';
	const ends = (depth) => depth > 0 && text[at] === ')';

	function hasMore(depth) {
		while (at < text.length && isSpace(at)) at++;
		return at < text.length && !ends(depth);
	}

	function takeWord(word, depth) {
		const end = at + word.length;
		if (!text.startsWith(word, at) || !(end === text.length || isSpace(end) || text[end] === '(' || (depth && text[end] === ')'))) return false;
		at = end;
		return true;
	}

	function any(depth) {
		const options = [[]];
		while (hasMore(depth)) {
			if (takeWord('OR', depth)) options.push([]);
			else if (!takeWord('AND', depth)) {
				const node = negatable(depth);
				if (node) options.at(-1).push(node);
			}
		}
		const kept = options.filter((it) => it.length).map((all) => all.length > 1 ? { all } : all[0]);
		return kept.length > 1 ? { any: kept } : kept[0];
	}

	function negatable(depth) {
		const negated = text[at] === '-' && at + 1 < text.length && !isSpace(at + 1);
		if (negated) at++;
		const node = group(depth);
		return negated && node ? { not: node } : node;
	}

	function group(depth) {
		if (text[at] !== '(' || depth === DEEPEST) return term(depth);
		at++;
		const node = any(depth + 1);
		at++;
		return node;
	}

	function term(depth) {
		if (++terms > MOST_TERMS) {
			at = text.length;
			return undefined;
		}
		const start = at;
		KEY.lastIndex = at;
		const [whole, key, op] = KEY.exec(text) ?? [];
		if (!whole) {
			const wanted = valueAt(depth);
			return wanted ? { text: wanted } : undefined;
		}
		at += whole.length;
		const from = at;
		const value = valueAt(depth);
		if (at === from) return undefined;
		const source = text.slice(start, at);
		return op === '!=' ? { not: { key, op: '=', value, source } } : { key, op, value, source };
	}

	function valueAt(depth) {
		const start = at;
		if (text[start] === '"') {
			const quote = text.indexOf('"', start + 1);
			at = quote < 0 ? text.length : quote + 1;
			return text.slice(start + 1, quote < 0 ? text.length : quote);
		}
		let open = 0;
		while (at < text.length && !isSpace(at) && !(open === 0 && ends(depth))) {
			const next = text[at++];
			if (next === '(') open++;
			else if (next === ')' && open) open--;
		}
		return text.slice(start, at);
	}

	return any(0);
}

/** The terms that were not understood, a sentence for each; empty if all were. */
export function queryProblem(text, trace) {
	const problems = [];
	compile(readQuery(text), trace, problems);
	return problems.join(' · ');
}

export function parseQuery(text, trace) {
	return compile(readQuery(text), trace, []);
}

function compile(node, trace, problems) {
	const linesBySpan = new Map();
	for (const line of trace.logs ?? []) linesBySpan.set(line.spanId, [...linesBySpan.get(line.spanId) ?? [], line]);
	const test = testOf(node, trace, problems);
	return (span) => test(span, linesBySpan.get(span.spanId) ?? []);
}

function testOf(node, trace, problems) {
	if (!node) return () => true;
	const of = (it) => testOf(it, trace, problems);
	if (node.all) {
		const tests = node.all.map(of);
		return (...span) => tests.every((test) => test(...span));
	}
	if (node.any) {
		const tests = node.any.map(of);
		return (...span) => tests.some((test) => test(...span));
	}
	if (node.not) {
		const test = of(node.not);
		return (...span) => !test(...span);
	}
	return node.key ? comparison(node, trace, problems) : textTest(node.text);
}

function comparison({ key, op, value, source }, trace, problems) {
	const lower = key.toLowerCase();
	const [compare = compareText, read = (span) => valuesOf(span, key, trace)] = Object.hasOwn(queryFields, lower) ? queryFields[lower] : [];
	const attribute = !Object.hasOwn(queryFields, lower);
	const holds = compare(op, value);
	if (listFields.includes(lower) || typeof holds === 'string') {
		problems.push(typeof holds === 'string' ? `${key}: '${value}' is not ${holds}` : `${key}: only the list of traces has this field`);
		return textTest(source);
	}
	// Addresses also contain a colon.
	const asText = attribute && op === ':' ? textTest(source) : () => false;
	if (attribute && !trace.spans.some((span) => valuesOf(span, key, trace).length)) problems.push(`${key}: no span has this field`);
	return (span, lines) => holds(read(span, lines, { op, value })) || asText(span, lines);
}

function textTest(wanted) {
	const text = wanted.toLowerCase();
	return (span, lines) => textOf(span, lines).includes(text);
}

const texts = new WeakMap();

function textOf(it, lines) {
	if (!texts.has(it)) {
		const values = [it.attributes, ...(it.events ?? []).map((event) => event.attributes)].flat()
			.map(({ key, value }) => key === 'exception.stacktrace' ? messagesOf(value) : [value].flat().join('\n'));
		texts.set(it, [it.name, it.spanId, it.service, it.statusDescription, ...(it.events ?? []).map((event) => event.name), ...values,
			...lines.map(({ message, exception }) => `${message}\n${messagesOf(exception)}`)].join('\n').toLowerCase());
	}
	return texts.get(it);
}

/** A stack trace without its frames, which are much the same in all of them. */
function messagesOf(stackTrace) {
	return stackTrace ? String(stackTrace).split('\n').filter((line) => !FRAME.test(line)).join('\n') : '';
}

export function termsOf(text) {
	return text.match(/-?\(?(?:[\w.+-]+(?:>=|<=|!=|[:=<>]))?"[^"]*"?|\S+/g) ?? [];
}

/**
 * The parts of a query that must all match, as written; a query with OR is one part.
 * @param {string} text
 * @returns {string[]}
 */
export function queryParts(text) {
	const parts = [];
	let depth = 0;
	for (const [part] of text.matchAll(/"[^"]*"?|[()]|[^\s"()]+|\s+/g)) {
		depth += part === '(' ? 1 : part === ')' && depth ? -1 : 0;
		const apart = !part.trim() && !depth;
		if (apart) parts.push('');
		else parts.push((parts.pop() ?? '') + part);
	}
	const all = parts.filter((it) => it && it !== 'AND');
	return all.includes('OR') ? [text.trim()] : all;
}

export function toggleTerm(text, term) {
	const terms = termsOf(text);
	if (terms.includes(term)) return terms.filter((it) => it !== term).join(' ');
	return [readQuery(text)?.any ? `(${text.trim()})` : text.trim(), term].filter(Boolean).join(' ');
}

export function queryTerm(key, value) {
	const text = String(value);
	return key + (/[\s"()]/.test(text) || !text ? `"${text.replaceAll('"', '')}"` : text);
}

let kept = '';

/** Links to the list keep the service that the reader has chosen. */
export function keepService(service) {
	kept = service;
}

export function tracesLink(...terms) {
	return `#/traces?q=${encodeURIComponent(terms.filter(Boolean).join(' '))}${kept && `&service=${encodeURIComponent(kept)}`}`;
}

export function routeLink(route, more = '') {
	const [, method, pattern] = /^([A-Z]+) (\/.*)$/.exec(route) ?? [];
	return method ? tracesLink(`method:${method}`, queryTerm('route=', pattern), more) : tracesLink(queryTerm('name=', route), more);
}

export function pathOf(span) {
	return attributeOf(span, 'url.path') ?? attributeOf(span, 'url.full')?.replace(/^\w+:\/\/[^/?]*|[?#].*/g, '');
}

function attributeOf(span, key) {
	return span.attributes.find((it) => it.key === key)?.value;
}

/** Values of the span, its events and its resource. */
function valuesOf(span, key, trace) {
	return [span.attributes, ...(span.events ?? []).map((event) => event.attributes), trace.resources?.[span.resource] ?? []].flat().filter((it) => it.key === key).flatMap((it) => it.value);
}

/** The name of a table may contain spaces, so a summary is not a list of tables. */
function tablesOf(span) {
	const words = String(attributeOf(span, 'db.query.summary') ?? '').replace(/^BATCH (?=\S+ )/, '').split(' ');
	return [attributeOf(span, 'db.collection.name'), ` ${words.slice(1).join(' ')} `];
}

// Each returns a test of values, or the expected form of a value.

function anyOf(test) {
	return (values) => values.some((it) => it !== undefined && test(it));
}

function numeric(op, wanted) {
	const compare = {
		'>': (value) => value > wanted, '>=': (value) => value >= wanted, '<': (value) => value < wanted, '<=': (value) => value <= wanted,
	}[op] ?? ((value) => value === wanted);
	return (value) => compare(typeof value === 'number' ? value : NUMBER.test(value) ? Number(value) : NaN);
}

function compareNumber(op, value) {
	return NUMBER.test(value) ? anyOf(numeric(op, Number(value))) : 'a number';
}

function compareDuration(op, value) {
	const [, number, unit = 'ms'] = /^(\d{1,12}(?:\.\d{1,9})?)(us|µs|ms|s|m)?$/.exec(value) ?? [];
	return number ? anyOf(numeric(op, Number(number) * units[unit])) : 'a duration, such as 100ms';
}

function compareStatus(op, value) {
	if (/^[1-5]xx$/i.test(value) && /[:=]$/.test(op) && op.length === 1) return anyOf((status) => Math.floor(status / 100) === Number(value[0]));
	return NUMBER.test(value) ? anyOf(numeric(op, Number(value))) : op === ':' || op === '=' ? 'a status, such as 404 or 5xx' : 'a number';
}

function compareText(op, value) {
	const wanted = value.toLowerCase();
	if (op === ':') return anyOf((it) => String(it).toLowerCase().includes(wanted));
	if (op === '=' && !NUMBER.test(value)) return anyOf((it) => String(it).toLowerCase() === wanted);
	if (!NUMBER.test(value)) return 'a number';
	const holds = numeric(op, Number(value));
	return anyOf((it) => holds(it) || (op === '=' && it === value));
}

function flagOf(op, value) {
	const flag = value.toLowerCase();
	return (op === ':' || op === '=') && Object.hasOwn(flags, flag) ? flags[flag] : undefined;
}

function compareFlag(op, value) {
	const flag = flagOf(op, value);
	return flag === undefined ? compareText(op, value) : (values) => values.some((it) => it !== undefined) === flag;
}

function compareTable(op, value) {
	const wanted = value.toLowerCase();
	return op === ':' || op === '=' ? ([table, summary]) => String(table).toLowerCase() === wanted || summary.toLowerCase().includes(` ${wanted} `) : 'a number';
}

/** A rule that matches spans like this one. */
function ruleOf({ kind, name, attributes }) {
	const valueOfKey = (key) => attributes.find((it) => it.key === key)?.value;
	const rule = kind === 'server' && valueOfKey('url.path')
		? { method: valueOfKey('http.request.method'), route: valueOfKey('http.route') ?? valueOfKey('url.path') }
		: { kind, 'span-name': name };
	return { ...rule, drop: true };
}

export function ruleLink(span) {
	return `#/settings?rule=${encodeURIComponent(JSON.stringify(ruleOf(span)))}`;
}

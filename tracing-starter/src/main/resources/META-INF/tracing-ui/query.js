// What cannot be understood is text, so that typing never fails. TraceQuery is the same for the list.

import { badge } from './core.js';

const units = { us: 1, µs: 1, ms: 1000, s: 1_000_000, m: 60_000_000 };
const flags = { true: true, yes: true, false: false, no: false };

const queryFields = {
	status: [compareStatus, (it) => it.statusCode],
	duration: [compareDuration, (it) => it.durationUs],
	self: [compareDuration, (it) => it.selfUs],
	sql: [compareText, (it) => it.sql?.text],
	error: [compareError, (it) => it.error ?? (it.status === 'error' ? 'error' : undefined)],
	method: [compareText, (it) => attributeOf(it, 'http.request.method')],
	path: [compareText, pathOf],
	route: [compareText, (it) => attributeOf(it, 'http.route')],
	name: [compareText, (it) => it.name],
	service: [compareText, (it) => it.service],
	kind: [compareText, (it) => it.kind],
	category: [compareText, (it) => it.category],
};

export const queryHelp = [
	['status:5xx', 'status code or class'],
	['duration>100ms', 'also <, >=, <=; µs, ms, s'],
	['sql>10', 'number of SQL statements'],
	['error:true', 'or part of the error’s type'],
	['n+1:true', 'the same statement again and again'],
	['path:/orders', 'part of the path'],
	['route=/orders/{id}', '= the whole, : a part'],
	['service=pricing', 'a service that takes part'],
	['db.system.name=h2', 'any attribute of any span'],
	['-path:/actuator', 'not'],
	['"order items"', 'text in name, path, id or error'],
];

const TERM = /(-?)(?:([\w.+-]+)(>=|<=|!=|[:=<>])("[^"]*"?|\S*)|("[^"]*"?)|(\S+))/g;

export function queryProblem(text) {
	const values = termsOf(text).map((term) => /^-?(?:duration|self|status|spans|sql|logs|n\+1)[<>]=?(?!\d+(?:\.\d+)?(?:[uµm]?s|m)?$)(.+)/i.exec(term)?.[1]);
	const wrong = values.find(Boolean);
	return wrong ? badge('warn', `not a number: ${wrong}`) : '';
}

export function parseQuery(text) {
	const tests = [...text.matchAll(TERM)].map(toTest);
	return (span) => tests.every((test) => test(span));
}

export function termsOf(text) {
	return text.match(TERM) ?? [];
}

export function toggleTerm(text, term) {
	const terms = termsOf(text);
	return (terms.includes(term) ? terms.filter((it) => it !== term) : [...terms, term]).join(' ');
}

export function queryTerm(key, value) {
	const text = String(value);
	return key + (/[\s"]/.test(text) || !text ? `"${text.replaceAll('"', '')}"` : text);
}

export function tracesLink(...terms) {
	return `#/traces?q=${encodeURIComponent(terms.filter(Boolean).join(' '))}`;
}

function toTest([source, minus, key, op, rawValue, quoted, word]) {
	const value = unquote(rawValue ?? quoted ?? word);
	const [compare, read] = queryFields[key?.toLowerCase()] ?? [];
	const holds = value && compare?.(op, value);
	const negated = minus === '-';
	if (holds) return (span) => holds(read(span)) !== negated;
	if (rawValue && !compare && (op === '=' || op === '!=' || (op === ':' && key.includes('.')))) {
		return (span) => span.attributes.some((it) => it.key === key && String(it.value) === value) !== (negated !== (op === '!='));
	}
	const wanted = (key ? source : value).toLowerCase();
	return (span) => textOf(span).includes(wanted) !== (negated && !key && value !== '');
}

function unquote(text) {
	return text.startsWith('"') ? text.replace(/^"|(?<=.)"$/g, '') : text;
}

const texts = new WeakMap();

function textOf(it) {
	if (!texts.has(it)) {
		texts.set(it, [it.name, it.spanId, it.service, it.error, it.sql?.text, it.code?.function, it.code?.file, ...it.attributes.map(({ key, value }) => `${key}=${value}`)].join('\n').toLowerCase());
	}
	return texts.get(it);
}

export function pathOf(span) {
	return attributeOf(span, 'url.path') ?? attributeOf(span, 'url.full')?.replace(/^\w+:\/\/[^/?]*|[?#].*/g, '');
}

function attributeOf(span, key) {
	return span.attributes.find((it) => it.key === key)?.value;
}

// Each gives a test, or null when it does not understand the value.

function numeric(op, wanted) {
	return {
		'>': (value) => value > wanted, '>=': (value) => value >= wanted, '<': (value) => value < wanted,
		'<=': (value) => value <= wanted, '!=': (value) => value !== wanted,
	}[op] ?? ((value) => value === wanted);
}

function compareDuration(op, value) {
	const [, number, unit = 'ms'] = /^(\d+(?:\.\d+)?)(us|µs|ms|s|m)?$/.exec(value) ?? [];
	return number ? numeric(op, Number(number) * units[unit]) : null;
}

function compareStatus(op, value) {
	if (/^\d+$/.test(value)) return numeric(op, Number(value));
	return /^[1-5]xx$/i.test(value) && /[:=]/.test(op) ? (status) => Math.floor(status / 100) === Number(value[0]) : null;
}

function compareText(op, value) {
	const wanted = value.toLowerCase();
	const holds = { '=': (text) => text === wanted, ':': (text) => text.includes(wanted) }[op];
	return holds ? (it) => it !== undefined && holds(String(it).toLowerCase()) : null;
}

function compareError(op, value) {
	const flag = flags[value.toLowerCase()];
	return flag === undefined ? compareText(op, value) : (it) => Boolean(it) === flag;
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

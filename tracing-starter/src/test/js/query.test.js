import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseQuery, queryProblem, queryTerm, readQuery, termsOf, toggleTerm, queryParts } from '../../main/resources/META-INF/tracing-ui/query.js';

const { traces, cases } = JSON.parse(readFileSync(new URL('../resources/query-cases.json', import.meta.url)));

/** A trace as the application sends it. */
function traceOf({ spans }) {
	const list = (attributes) => Object.entries(attributes).map(([key, value]) => ({ key, value }));
	return {
		spans: spans.map((it) => ({
			...it, attributes: list(it.attributes), events: it.events.map((event) => ({ ...event, attributes: list(event.attributes) })),
			statusCode: it.attributes['http.response.status_code'], sql: it.attributes['db.query.text'] && { text: it.attributes['db.query.text'] },
		})),
		logs: spans.flatMap(({ spanId, logs }) => logs.map((line) => ({ ...line, spanId }))),
	};
}

/** As the application writes it. */
function written(node) {
	if (!node) return null;
	if (node.all) return `(${node.all.map(written).join(' & ')})`;
	if (node.any) return `(${node.any.map(written).join(' | ')})`;
	if (node.not) return `-${written(node.not)}`;
	return node.key ? `${node.key} ${node.op} "${node.value}"` : `"${node.text}"`;
}

for (const { on, query, matches, found, parsed, problem } of cases) {
	test(`${on}: ${query}`, () => {
		const trace = traceOf(traces[on]);
		const spans = trace.spans.filter(parseQuery(query, trace)).map((it) => it.spanId);
		// For a trace of one span the two ask the same.
		assert.deepEqual(spans, found ?? (matches ? trace.spans.map((it) => it.spanId) : []));
		assert.equal(queryProblem(query, trace), problem ?? '');
		if (parsed !== undefined) assert.equal(written(readQuery(query)), parsed);
	});
}

test('only so many terms count, and brackets that deep', () => {
	const trace = traceOf(traces.request);
	const holds = (query) => trace.spans.some(parseQuery(query, trace));
	assert.ok(holds('pump '.repeat(100) + 'nothing'));
	assert.ok(!holds('pump '.repeat(99) + 'nothing'));
	holds('('.repeat(5000));
	holds('-'.repeat(5000));
	holds('a.b+c-'.repeat(20_000));
});

test('a field of the list alone is named', () => {
	assert.equal(queryProblem('spans>5 slow:true', traceOf(traces.request)), 'spans: only the list of traces has this field · slow: only the list of traces has this field');
});

test('a term is put in and taken out', () => {
	assert.deepEqual(termsOf('a "b c" -path:"x y" (d'), ['a', '"b c"', '-path:"x y"', '(d']);
	assert.equal(toggleTerm('a', 'error:true'), 'a error:true');
	assert.equal(toggleTerm('a error:true', 'error:true'), 'a');
	assert.equal(toggleTerm('', 'error:true'), 'error:true');
	assert.equal(toggleTerm('a OR b', 'error:true'), '(a OR b) error:true');
	assert.equal(toggleTerm('(a OR b) error:true', 'error:true'), '(a OR b)');
	assert.equal(queryTerm('db.query.text:', 'select "x" (1)'), 'db.query.text:"select x (1)"');
});

test('a query is taken apart where all of it must hold', () => {
	assert.deepEqual(queryParts(''), []);
	assert.deepEqual(queryParts(' status:5xx  duration>5ms '), ['status:5xx', 'duration>5ms']);
	assert.deepEqual(queryParts('name="a b" AND "c d" -x'), ['name="a b"', '"c d"', '-x']);
	assert.deepEqual(queryParts('(a OR b c) d'), ['(a OR b c)', 'd']);
	assert.deepEqual(queryParts('-(a (b OR c)) d'), ['-(a (b OR c))', 'd']);
	assert.deepEqual(queryParts('a b OR c'), ['a b OR c']);
	assert.deepEqual(queryParts('a) b ("'), ['a)', 'b', '("']);
});

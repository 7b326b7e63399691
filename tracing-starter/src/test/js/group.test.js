import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commoner } from '../../main/resources/META-INF/tracing-ui/group.js';

const summary = (name, more) => ({ name, status: 200, services: ['shop'], sqlCount: 2, spanCount: 4, logCount: 0, path: `/${name}`, ...more });
const many = (count, it) => Array.from({ length: count }, () => it);

test('what is commoner in the group comes first, with the term that finds it', () => {
	const found = commoner(many(9, summary('GET /orders', { nPlusOne: 12, sqlCount: 14 })).concat(summary('GET /hello')), many(40, summary('GET /hello')).concat(many(10, summary('GET /orders'))));
	assert.deepEqual(found.slice(0, 2).map((it) => [it.name, it.value, it.inside, it.outside, it.term]), [['N+1', 'yes', 0.9, 0, 'n+1:true'], ['SQL', '6 to 20', 0.9, 0, 'sql>=6 sql<=20']]);
	assert.deepEqual(found.find((it) => it.name === 'request'), { name: 'request', value: 'GET /orders', inside: 0.9, outside: 0.2, term: 'name="GET /orders"' });
});

test('what is everywhere, or rarer in the group, is not told', () => {
	assert.deepEqual(commoner(many(5, summary('a')), many(5, summary('a'))), []);
	assert.ok(commoner(many(5, summary('a')), many(5, summary('a', { error: 'E' }))).every((it) => it.name !== 'error'));
});

test('one trace proves nothing, and no others are nothing to compare with', () => {
	assert.deepEqual(commoner([summary('b')], many(5, summary('a'))), []);
	assert.deepEqual(commoner(many(5, summary('a')), []), []);
});

test('counts have steps, each found by its term', () => {
	const value = (sqlCount) => commoner(many(3, summary('a', { sqlCount })), many(3, summary('a', { sqlCount: 3 }))).find((it) => it.name === 'SQL');
	assert.deepEqual([0, 1, 6, 21, 101, 501].map((it) => value(it).term), ['sql=0', 'sql=1', 'sql>=6 sql<=20', 'sql>=21 sql<=100', 'sql>=101 sql<=500', 'sql>500']);
});

test('values that are text do not end the term', () => {
	const [found] = commoner(many(3, summary('say "hi"')), many(3, summary('other')));
	assert.equal(found.term, 'name="say hi"');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignTraces, medianOf, onlyDifferences } from '../../main/resources/META-INF/tracing-ui/align.js';

function span(spanId, parentId, name, offsetUs, durationUs, more = {}) {
	return { spanId, parentId, name, offsetUs, durationUs, category: 'fn', service: 'shop', status: 'unset', attributes: [], ...more };
}

const rowsOf = (before, after) => alignTraces(before, after).map((it) => `${' '.repeat(it.depth)}${it.name} ${it.before?.count ?? 0}>${it.after?.count ?? 0} ${it.change}`);

const sql = (id, parent, offset, duration, statement) => span(id, parent, `${statement} ${id}`, offset, duration, { category: 'db', attributes: [{ key: 'db.query.summary', value: statement }] });

test('added, gone, slower, faster and the same', () => {
	const before = [span('r', undefined, 'GET /orders', 0, 20_000), span('a', 'r', 'load', 100, 5000), span('b', 'r', 'render', 6000, 4000), sql('q', 'r', 11_000, 2000, 'SELECT old'), span('s', 'r', 'same', 13_000, 1000)];
	const after = [span('r', undefined, 'GET /orders', 0, 30_000), span('a', 'r', 'load', 100, 15_000), span('b', 'r', 'render', 16_000, 1000), sql('q', 'r', 17_000, 2000, 'SELECT new'), span('s', 'r', 'same', 19_000, 1900)];
	assert.deepEqual(rowsOf(before, after), ['GET /orders 1>1 slower', ' load 1>1 slower', ' render 1>1 faster', ' SELECT old 1>0 gone', ' same 1>1 same', ' SELECT new 0>1 added']);
	assert.equal(alignTraces(before, after)[1].differenceUs, 10_000);
	assert.equal(alignTraces(before, after).at(-1).differenceUs, 2000);
});

test('statements are the same by what they do, however often', () => {
	const before = [span('r', undefined, 'GET /', 0, 100), ...Array.from({ length: 12 }, (_, i) => sql(`q${i}`, 'r', i, 1, 'SELECT orders'))];
	const after = [span('r', undefined, 'GET /', 0, 10), sql('one', 'r', 1, 2, 'SELECT orders')];
	assert.deepEqual(rowsOf(before, after), ['GET / 1>1 same', ' SELECT orders 12>1 same']);
});

test('what is below the same calls is compared with each other', () => {
	const before = [span('r', undefined, 'GET /', 0, 100), span('a', 'r', 'A', 0, 50), span('x', 'a', 'X', 0, 10), span('b', 'r', 'B', 50, 50)];
	const after = [span('r', undefined, 'GET /', 0, 100), span('a', 'r', 'A', 0, 50), span('b', 'r', 'B', 50, 50), span('x', 'b', 'X', 50, 10)];
	assert.deepEqual(rowsOf(before, after), ['GET / 1>1 same', ' A 1>1 same', '  X 1>0 gone', ' B 1>1 same', '  X 0>1 added']);
});

test('two routes are compared from their roots', () => {
	assert.deepEqual(rowsOf([span('r', undefined, 'GET /a', 0, 100), span('x', 'r', 'X', 0, 10)], [span('r', undefined, 'GET /b', 0, 100), span('x', 'r', 'X', 0, 10)]), ['GET /b 1>1 same', ' X 1>1 same']);
});

test('a trace equals itself, without parents and deep ones included', () => {
	const deep = Array.from({ length: 5000 }, (_, i) => span(`s${i}`, i ? `s${i - 1}` : undefined, `n${i}`, i, 10_000 - i));
	for (const trace of [deep, [], [span('a', 'gone', 'A', 0, 5), span('b', undefined, 'B', 0, 1)]]) {
		const rows = alignTraces(trace, trace);
		assert.equal(rows.length, trace.length);
		assert.ok(rows.every((it) => it.change === 'same' && it.differenceUs === 0));
		assert.deepEqual(onlyDifferences(rows), []);
	}
});

test('differences are shown with what is above them', () => {
	const row = (name, depth, change = 'same') => ({ name, depth, change });
	const rows = [row('r', 0), row('a', 1), row('a1', 2, 'added'), row('b', 1), row('b1', 2), row('c', 1, 'slower'), row('c1', 2)];
	assert.deepEqual(onlyDifferences(rows).map((it) => it.name), ['r', 'a', 'a1', 'c']);
});

test('the median is one of the traces', () => {
	const all = [5, 1, 9, 3].map((durationUs) => ({ durationUs, complete: true }));
	assert.equal(medianOf(all).durationUs, 3);
	assert.equal(medianOf([...all, { durationUs: 100, complete: false }, { durationUs: 0, complete: true, gone: true }]).durationUs, 3);
	assert.equal(medianOf([]), undefined);
});

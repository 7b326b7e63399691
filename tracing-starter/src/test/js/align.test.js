import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { alignTraces, medianOf, onlyDifferences } from '../../main/resources/META-INF/tracing-ui/align.js';

function span(spanId, parentId, name, offsetUs, durationUs, more = {}) {
	return { spanId, parentId, name, offsetUs, durationUs, category: 'fn', service: 'shop', status: 'unset', attributes: [], ...more };
}

const cases = JSON.parse(readFileSync(new URL('../resources/compare-cases.json', import.meta.url), 'utf8')).cases;

const spanOf = ({ spanId, parentId, name, offsetUs, durationUs, summary, ...more }) =>
	span(spanId, parentId, name, offsetUs, durationUs, { ...more, attributes: summary ? [{ key: 'db.query.summary', value: summary }] : [] });

const indented = (row) => `${' '.repeat(row.depth)}${row.name}`;

for (const { name, before, after, rows, differences } of cases) {
	test(name, () => {
		const found = alignTraces(before.map(spanOf), after.map(spanOf));
		assert.deepEqual(found.map((it) => `${indented(it)} ${it.before?.count ?? 0}>${it.after?.count ?? 0} ${it.change} ${it.differenceUs}`), rows);
		assert.deepEqual(onlyDifferences(found).map(indented), differences);
	});
}

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

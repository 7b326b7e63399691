import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statisticsOf } from '../../main/resources/META-INF/tracing-ui/statistics.js';

function span(spanId, parentId, name, durationUs, selfUs, more = {}) {
	return { spanId, parentId, name, category: 'fn', service: 'shop', durationUs, selfUs, status: 'unset', attributes: [], ...more };
}

test('names are counted, with total, self and share', () => {
	const [load, root] = statisticsOf([span('r', undefined, 'GET /', 100, 20, { category: 'server' }), span('a', 'r', 'load', 50, 50), span('b', 'r', 'load', 30, 30, { status: 'error' })]);
	assert.deepEqual({ ...load }, { name: 'load', service: 'shop', category: 'fn', count: 2, failed: 1, totalUs: 80, selfUs: 80, maxUs: 50, share: 0.8, slowestId: 'a' });
	assert.equal(root.share, 0.2);
});

test('what runs within its own name is not counted twice', () => {
	const [walk] = statisticsOf([span('a', undefined, 'walk', 100, 10), span('b', 'a', 'walk', 90, 10), span('c', 'b', 'other', 80, 0), span('d', 'c', 'walk', 80, 80)]);
	assert.equal(walk.totalUs, 100);
	assert.equal(walk.selfUs, 100);
	assert.equal(walk.count, 3);
});

test('statements are one by their summary, with rows and waits', () => {
	const query = (id, name, more) => span(id, 'r', name, 10, 10, { category: 'db', attributes: [{ key: 'db.query.summary', value: 'SELECT orders' }, ...more], sql: { text: name, rows: 3 } });
	const [select] = statisticsOf([query('a', 'select 1', []), query('b', 'select 2', [{ key: 'jdbc.connection_wait_time', value: 0.002 }])]);
	assert.equal(select.name, 'SELECT orders');
	assert.equal(select.count, 2);
	assert.equal(select.rows, 6);
	assert.equal(select.waitUs, 2000);
});

test('the shares add up, and nothing is unknown that is a number', () => {
	const all = statisticsOf([span('a', undefined, 'a', 10, 4), span('b', 'a', 'b', 6, 6), span('c', 'a', 'a', 0, 0, { service: 'other' })]);
	assert.equal(all.length, 3);
	assert.equal(all.reduce((sum, it) => sum + it.share, 0), 1);
	assert.ok(all.every((it) => !('rows' in it) && !('waitUs' in it)));
	assert.deepEqual(statisticsOf([span('a', undefined, 'a', 0, 0)])[0].share, 0);
});

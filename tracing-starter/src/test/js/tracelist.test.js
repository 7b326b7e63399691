import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inRange, listHash, readListState, sortValues, TraceList } from '../../main/resources/META-INF/tracing-ui/tracelist.js';

const read = (hash) => readListState(new URLSearchParams(hash.split('?')[1]));

test('the state of the list is in its address, and read from it', () => {
	const range = { from: 1000, to: 2000, min: 5, max: 10 };
	for (const q of ['', 'status:5xx "a b" &x=1 %']) {
		for (const sort of Object.keys(sortValues)) {
			for (const ascending of [true, false]) {
				for (const it of [null, range, { ...range, min: 0, max: Infinity }]) {
					for (const service of ['', 'stock & co']) {
						const state = { q, service, sort, ascending, range: it };
						assert.deepEqual(read(listHash(state)), state, listHash(state));
					}
				}
			}
		}
	}
});

test('what is the default is not in the address', () => {
	assert.equal(listHash({ q: '', service: '', sort: 'time', ascending: false, range: null }), '#/traces');
	assert.deepEqual(read('#/traces'), { q: '', service: '', sort: 'time', ascending: false, range: null });
	assert.equal(read('#/traces?sort=request').ascending, true);
});

test('an address that makes no sense is the default', () => {
	assert.deepEqual(read('#/traces?sort=toString&from=x&to=9&min=-&max=q'), { q: '', service: '', sort: 'time', ascending: false, range: null });
	assert.equal(read('#/traces?from=9&to=1').range, null);
});

const answer = (more) => ({ instanceId: 'a', generation: 1, seq: 1, total: 1, items: [], ...more });
const item = (traceId, more) => ({ traceId, startUs: 0, durationUs: 0, name: traceId, ...more });

test('more are stored than are listed', () => {
	const list = new TraceList();
	list.take(answer({ total: 10_045, items: Array.from({ length: 10_000 }, (_, i) => item(`t${i}`)) }));
	assert.equal(list.items.size, 10_000);
	assert.equal(list.total(), 10_045);
});

test('a trace that changed takes the place of what it was, and old ones go', () => {
	const list = new TraceList();
	list.take(answer({ total: 2, items: [item('b'), item('a')] }));
	list.take(answer({ seq: 2, total: 2, items: [item('c'), item('b', { name: 'new' })] }));
	assert.deepEqual([...list.items.values()].map((it) => it.name), ['new', 'c']);
});

test('after a restart the rows stay, and count as gone', () => {
	const list = new TraceList();
	assert.equal(list.take(answer({ items: [item('a')] })), false);
	assert.equal(list.take(answer({ instanceId: 'b', items: [item('b')] })), true);
	assert.deepEqual(list.gone().map((it) => it.traceId), ['a']);
	assert.equal(list.total(), 2);
	list.removeGone();
	assert.equal(list.total(), 1);
});

test('cleared is empty', () => {
	const list = new TraceList();
	list.take(answer({ items: [item('a')] }));
	list.take(answer({ generation: 2, seq: 0, total: 0 }));
	assert.equal(list.total(), 0);
});

test('sorting and choosing', () => {
	const list = new TraceList();
	list.take(answer({ total: 3, items: [item('a', { durationUs: 5, startUs: 1 }), item('b', { durationUs: 5, startUs: 2 }), item('c', { durationUs: 1, startUs: 3 })] }));
	assert.deepEqual(list.sorted('duration', false).map((it) => it.traceId), ['b', 'a', 'c']);
	assert.deepEqual(list.sorted('request', true).map((it) => it.traceId), ['a', 'b', 'c']);
	assert.deepEqual(list.sorted('time', false).filter(inRange({ from: 2, to: 3, min: 2, max: Infinity })).map((it) => it.traceId), ['b']);
});

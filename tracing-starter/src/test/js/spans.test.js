import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTree, criticalPath, flameLines, groupMarks, latestEnd, SpanRows, timeMarks, toPixels } from '../../main/resources/META-INF/tracing-ui/spans.js';

/** Spans as [id, parent, from, to], in the order in which the application sends them: parents first, siblings by their start. */
function trace(...spans) {
	return spans.map(([spanId, parentId, from, to, group]) => ({ spanId, parentId, name: spanId, offsetUs: from, durationUs: to - from, status: 'unset', repeatGroup: group && { id: group } }));
}

/** Pseudo-random, the same at each run. */
function numbers(seed) {
	let state = seed;
	return (below) => {
		state = (state * 1103515245 + 12345) % 2147483648;
		return Math.floor(state / 2147483648 * below);
	};
}

function randomTrace(seed, count) {
	const next = numbers(seed);
	const children = new Map([['s0', []]]);
	const spans = new Map([['s0', ['s0', undefined, 0, 1000]]]);
	for (let i = 1; i < count; i++) {
		const parent = [...spans.values()][next(spans.size)];
		const from = Math.max(0, parent[2] + next(Math.max(1, parent[3] - parent[2])) - next(20));
		const span = [`s${i}`, parent[0], from, from + next(300)];
		spans.set(span[0], span);
		children.set(span[0], []);
		children.get(parent[0]).push(span);
	}
	const ordered = [];
	const visit = (span) => {
		ordered.push(span);
		children.get(span[0]).sort((a, b) => a[2] - b[2]).forEach(visit);
	};
	visit(spans.get('s0'));
	return trace(...ordered);
}

function assertReadable(spans) {
	const lines = flameLines(spans);
	const byId = new Map(spans.map((it) => [it.spanId, it]));
	const byLine = Map.groupBy ? Map.groupBy(spans, (it) => lines.get(it.spanId)) : new Map([...new Set(lines.values())].map((line) => [line, spans.filter((it) => lines.get(it.spanId) === line)]));
	for (const [line, all] of byLine) {
		assert.ok(line >= 0);
		const sorted = [...all].sort((a, b) => a.offsetUs - b.offsetUs || a.durationUs - b.durationUs);
		sorted.slice(1).forEach((it, index) => assert.ok(it.offsetUs >= latestEnd([sorted[index]]), `${it.spanId} is over ${sorted[index].spanId} in line ${line}`));
	}
	for (const it of spans) {
		if (byId.has(it.parentId)) assert.ok(lines.get(it.spanId) > lines.get(it.parentId), `${it.spanId} is below its parent`);
	}
	return lines;
}

test('three calls at the same time have three lanes', () => {
	const lines = assertReadable(trace(['root', undefined, 0, 100], ['a', 'root', 10, 90], ['b', 'root', 20, 80], ['c', 'root', 30, 95]));
	assert.deepEqual(Object.fromEntries(lines), { root: 0, a: 1, b: 2, c: 3 });
});

test('what comes one after the other stays in one line', () => {
	const lines = assertReadable(trace(['root', undefined, 0, 100], ['a', 'root', 0, 50], ['a1', 'a', 10, 40], ['b', 'root', 50, 100], ['b1', 'b', 60, 70]));
	assert.deepEqual(Object.fromEntries(lines), { root: 0, a: 1, a1: 2, b: 1, b1: 2 });
});

test('a lane is below all that belongs to the one above it', () => {
	const lines = assertReadable(trace(['root', undefined, 0, 100], ['a', 'root', 0, 90], ['a1', 'a', 0, 10], ['a2', 'a1', 0, 5], ['b', 'root', 50, 60], ['c', 'root', 95, 99]));
	assert.deepEqual(Object.fromEntries(lines), { root: 0, a: 1, a1: 2, a2: 3, b: 4, c: 1 });
});

test('a lane that is free again is used', () => {
	const lines = assertReadable(trace(['root', undefined, 0, 100], ['a', 'root', 0, 20], ['b', 'root', 10, 90], ['c', 'root', 30, 60], ['d', 'root', 40, 70]));
	assert.deepEqual(Object.fromEntries(lines), { root: 0, a: 1, b: 2, c: 1, d: 3 });
});

test('a child may outlast its parent, start before it, or have none', () => {
	assertReadable(trace(['root', undefined, 0, 100], ['a', 'root', 0, 10], ['late', 'a', 5, 80], ['b', 'root', 20, 60], ['early', 'b', 15, 30], ['orphan', 'gone', 0, 200]));
	assert.deepEqual(Object.fromEntries(flameLines(trace(['a', 'x', 0, 10], ['b', 'x', 10, 20], ['c', 'x', 15, 30]))), { a: 0, b: 0, c: 1 });
	assert.equal(flameLines([]).size, 0);
});

test('no trace has two boxes over each other', () => {
	for (let seed = 1; seed <= 200; seed++) assertReadable(randomTrace(seed, 5 + seed % 60));
});

test('five thousand spans are arranged at once', () => {
	const deep = trace(...Array.from({ length: 5000 }, (_, i) => [`s${i}`, i ? `s${i - 1}` : undefined, i, 20_000 - i]));
	assert.equal(flameLines(deep).get('s4999'), 4999);
	const wide = trace(['root', undefined, 0, 10_000], ...Array.from({ length: 5000 }, (_, i) => [`c${i}`, 'root', i, 10_000]));
	assert.equal(flameLines(wide).get('c4999'), 5000);
});

test('equal siblings are folded into a run below their parent', () => {
	const { nodes, roots } = buildTree(trace(['root', undefined, 0, 100], ['q1', 'root', 1, 5, 7], ['q2', 'root', 6, 9, 7], ['x', 'root', 10, 20], ['q3', 'root', 30, 40, 7]));
	assert.deepEqual(roots.map((it) => it.id), ['root']);
	assert.deepEqual(roots[0].children.map((it) => it.id), ['run-q1', 'x']);
	assert.deepEqual(roots[0].children[0].run.map((it) => it.spanId), ['q1', 'q2', 'q3']);
	assert.equal(nodes.get('q3').parent.id, 'run-q1');
	assert.equal(nodes.get('q3').depth, 2);
});

test('a span whose parent is not there is a root', () => {
	assert.deepEqual(buildTree(trace(['a', 'gone', 0, 1], ['b', 'a', 0, 1])).roots.map((it) => it.id), ['a']);
});

test('the critical path goes through the child that ended last', () => {
	const { roots } = buildTree(trace(['root', undefined, 0, 100], ['a', 'root', 10, 60], ['b', 'root', 20, 90], ['b1', 'b', 30, 40]));
	const path = criticalPath(roots);
	assert.deepEqual(path.get('root'), [[0, 20], [90, 100]]);
	assert.deepEqual(path.get('b'), [[20, 30], [40, 90]]);
	assert.deepEqual(path.get('b1'), [[30, 40]]);
	assert.equal(path.has('a'), false);
	const length = [...path.values()].flat().reduce((sum, [from, to]) => sum + to - from, 0);
	assert.equal(length, 100);
});

test('times become pixels; what touches is one, and what is out of sight none', () => {
	const view = { from: 100, to: 200 };
	assert.deepEqual(toPixels([[100, 110], [110.05, 120], [150, 160]], view, 1000), [[0, 200], [500, 600]]);
	assert.deepEqual(toPixels([[0, 50], [150, 900]], view, 1000), [[500, 1002]]);
});

test('the axis has round marks', () => {
	assert.deepEqual(timeMarks({ from: 0, to: 1000 }, 550).map((it) => it.text), ['0', '200 µs', '400 µs', '600 µs', '800 µs']);
	assert.deepEqual(timeMarks({ from: 0, to: 2_500_000 }, 550).map((it) => it.text), ['0', '500 ms', '1 s', '1.5 s', '2 s']);
});

test('rows are folded, unfolded and found', () => {
	const rows = new SpanRows();
	rows.set(trace(['root', undefined, 0, 100], ['q1', 'root', 1, 5, 7], ['q2', 'root', 6, 9, 7], ['x', 'root', 10, 20], ['y', 'x', 11, 12]));
	const ids = (kept) => rows.visible(kept).map((it) => it.id);
	assert.deepEqual(ids(null), ['root', 'run-q1', 'x', 'y']);
	assert.equal(rows.rowOf('q2').id, 'run-q1');
	rows.reveal('q2');
	assert.deepEqual(ids(null), ['root', 'run-q1', 'q1', 'q2', 'x', 'y']);
	rows.toggle(rows.nodes.get('x'));
	assert.deepEqual(ids(null), ['root', 'run-q1', 'q1', 'q2', 'x']);
	assert.equal(rows.rowOf('y').id, 'x');
	assert.deepEqual(ids(new Set(['q2'])), ['root', 'run-q1', 'q2']);
	rows.set(trace(['root', undefined, 0, 100], ['q1', 'root', 1, 5, 7], ['x', 'root', 10, 20], ['y', 'x', 11, 12]));
	assert.deepEqual(ids(null), ['root', 'run-q1', 'q1', 'x'], 'what was folded stays so');
	assert.equal(rows.rowOf('gone'), null);
});

test('marks that would cover each other are one, with the gravest level', () => {
	const mark = (px, level) => ({ px, level });
	assert.deepEqual(groupMarks([], 100), []);
	assert.deepEqual(groupMarks([mark(-1, 'ERROR'), mark(101, 'ERROR')], 100), [], 'out of sight');
	assert.deepEqual(groupMarks([mark(50, 'INFO'), mark(10, 'DEBUG'), mark(12, 'ERROR'), mark(17, 'WARN'), mark(18, 'TRACE')], 100)
		.map(({ px, level, all }) => [px, level, all.length]), [[10, 'ERROR', 3], [18, 'TRACE', 1], [50, 'INFO', 1]]);
	const many = groupMarks(Array.from({ length: 10_000 }, (_, index) => mark(index / 10, 'INFO')), 1000);
	assert.ok(many.length <= 126, 'no more than there is room for');
	assert.equal(many.reduce((sum, it) => sum + it.all.length, 0), 10_000);
});

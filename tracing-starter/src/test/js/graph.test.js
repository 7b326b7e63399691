import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutGraph, pathOfEdge } from '../../main/resources/META-INF/tracing-ui/graph.js';

/** Pseudo-random, the same at each run. */
function numbers(seed) {
	let state = seed;
	return (below) => {
		state = (state * 1103515245 + 12345) % 2147483648;
		return Math.floor(state / 2147483648 * below);
	};
}

const edge = (from, to, labelWidth = 110) => ({ from, to, labelWidth });

function randomGraph(seed, nodes, edges) {
	const next = numbers(seed);
	const ids = Array.from({ length: nodes }, (_, i) => `n${i}`);
	const all = new Map();
	for (let i = 0; i < edges; i++) {
		const it = edge(ids[next(nodes)], ids[next(nodes)], 40 + next(120));
		all.set(`${it.from} ${it.to}`, it);
	}
	return [ids, [...all.values()]];
}

const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const onBorder = ({ x, y }, box) => (Math.abs(x - box.x) < 1 || Math.abs(x - box.x - box.width) < 1 || Math.abs(y - box.y) < 1) && y >= box.y - 1 && y <= box.y + box.height + 1;

/** Points along the path, as SVG draws it. */
function along(path) {
	const points = [];
	let at = null;
	for (const [, command, text] of path.matchAll(/([MLC])([^MLC]*)/g)) {
		const n = text.trim().split(/\s+/).map(Number);
		const end = { x: n.at(-2), y: n.at(-1) };
		for (let t = 0; at && t <= 1; t += 0.05) {
			const curve = (axis) => command === 'L' ? at[axis] * (1 - t) + end[axis] * t
				: at[axis] * (1 - t) ** 3 + 3 * n[axis === 'x' ? 0 : 1] * t * (1 - t) ** 2 + 3 * n[axis === 'x' ? 2 : 3] * t ** 2 * (1 - t) + end[axis] * t ** 3;
			points.push({ x: curve('x'), y: curve('y') });
		}
		at = end;
	}
	return points;
}

function assertReadable(ids, edges) {
	const layout = layoutGraph(ids, edges);
	const { width, height, nodes } = layout;
	assert.deepEqual([...nodes.keys()].sort(), [...ids].sort());
	assert.equal(layout.edges.length, edges.length, 'all edges are drawn');
	const boxes = [...nodes].map(([id, box]) => ({ id, ...box }));
	const labels = layout.edges.map((it) => ({ id: `${it.edge.from} to ${it.edge.to}`, ...it.label }));
	const all = [...boxes, ...labels];
	for (const it of all) {
		assert.ok(it.x >= 0 && it.y >= 0 && it.x + it.width <= width && it.y + it.height <= height, `${it.id} is within the picture`);
	}
	all.forEach((a, i) => all.slice(i + 1).forEach((b) => assert.ok(!overlap(a, b), `${a.id} and ${b.id} do not overlap`)));
	for (const it of layout.edges) {
		assert.ok(onBorder(it.points[0], nodes.get(it.edge.from)), `${it.edge.from} to ${it.edge.to} begins at its node`);
		assert.ok(onBorder(it.points.at(-1), nodes.get(it.edge.to)), `${it.edge.from} to ${it.edge.to} ends at its node`);
		for (const point of along(pathOfEdge(it))) {
			assert.ok(point.x >= 0 && point.y >= 0 && point.x <= width && point.y <= height, 'lines are within the picture');
			const through = boxes.find((box) => point.x > box.x + 1 && point.x < box.x + box.width - 1 && point.y > box.y + 1 && point.y < box.y + box.height - 1);
			assert.equal(through?.id, undefined, `${it.edge.from} to ${it.edge.to} runs through no box`);
		}
	}
	return layout;
}

test('nothing, one node, and nodes without edges', () => {
	assert.equal(layoutGraph([], []).edges.length, 0);
	assertReadable(['a'], []);
	assertReadable(['a', 'b', 'c'], []);
	assertReadable(Array.from({ length: 50 }, (_, i) => `n${i}`), [edge('n3', 'n40')]);
});

test('what calls is on the left of what is called', () => {
	const { nodes } = assertReadable(['caller', 'shop', 'db', 'stock'], [edge('caller', 'shop'), edge('shop', 'db'), edge('shop', 'stock'), edge('stock', 'db')]);
	const x = (id) => nodes.get(id).x;
	assert.ok(x('caller') < x('shop') && x('shop') < x('stock') && x('stock') < x('db'));
});

test('three services that call each other', () => {
	const ids = ['a', 'b', 'c'];
	assertReadable(ids, ids.flatMap((from) => ids.filter((to) => to !== from).map((to) => edge(from, to))));
});

test('the calls of an application to itself', () => {
	const layout = assertReadable(['shop', 'db'], [edge('shop', 'shop'), edge('shop', 'db'), edge('db', 'db', 400)]);
	assert.ok(layout.edges.some((it) => it.loop && it.edge.from === 'shop'));
});

test('a cycle of all, and many that call one', () => {
	const ids = Array.from({ length: 12 }, (_, i) => `n${i}`);
	assertReadable(ids, ids.map((from, i) => edge(from, ids[(i + 1) % ids.length])));
	assertReadable(ids, ids.slice(1).map((from) => edge(from, 'n0')));
});

test('sixty services around one do not stand in one column', () => {
	const ids = Array.from({ length: 60 }, (_, i) => `n${i}`);
	const { width, height } = assertReadable(ids, ids.slice(1).map((to) => edge('n0', to)));
	assert.ok(height < 2.5 * width, `${width} x ${height}`);
});

test('any graph', () => {
	for (let seed = 1; seed <= 60; seed++) assertReadable(...randomGraph(seed, 2 + seed % 20, 3 + seed % 37));
});

test('sixty nodes and two hundred edges', () => {
	assertReadable(...randomGraph(7, 60, 200));
});

test('the same graph has the same picture', () => {
	assert.deepEqual(layoutGraph(...randomGraph(3, 15, 25)), layoutGraph(...randomGraph(3, 15, 25)));
});

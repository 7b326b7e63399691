// A layered layout of any graph, including cycles and edges from a node to itself: columns from left to right. Imports no module
// that draws, so that Node can test it.

const NODE_WIDTH = 200;
const NODE_HEIGHT = 44;
const LABEL_HEIGHT = 20;
const LINE_HEIGHT = 8;
const ROOM = 14;
const GAP = 34;
const MARGIN = 20;
const PORT = 13;
const PORTS = 200;
const LOOP = 34;
const MOST_ROWS = 14;
const SWEEPS = 24;

/**
 * @typedef {object} Edge
 * @property {string} from
 * @property {string} to
 * @property {number} labelWidth
 *
 * @typedef {{ x: number, y: number, width: number, height: number }} Box
 *
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {Map<string, Box>} nodes
 * @property {{ edge: Edge, points: { x: number, y: number }[], label: Box }[]} edges points in pairs, level between the first
 * and the second of each pair
 */

/**
 * @param {string[]} ids the nodes, starting with those that should be on the left
 * @param {Edge[]} edges between these
 * @returns {Layout}
 */
export function layoutGraph(ids, edges) {
	const loops = edges.filter((it) => it.from === it.to);
	const links = orient(ids, edges.filter((it) => it.from !== it.to));
	const layers = spread(ids, links, layersOf(ids, links));
	const columns = columnsOf(ids, links, layers, new Set(loops.map((it) => it.from)));
	order(columns);
	const height = placeDown(columns);
	const width = placeAcross(columns);
	return { width, height, ...drawn(columns, links, loops) };
}

/** Reverses edges that go back, as seen from the first nodes, so that no cycle is left. */
function orient(ids, edges) {
	const out = new Map(ids.map((id) => [id, edges.filter((it) => it.from === id)]));
	const state = new Map();
	const links = [];
	const visit = (start) => {
		const stack = [{ id: start, at: 0 }];
		state.set(start, 'open');
		while (stack.length) {
			const top = stack.at(-1);
			const edge = out.get(top.id)[top.at++];
			if (!edge) {
				state.set(top.id, 'done');
				stack.pop();
				continue;
			}
			const back = state.get(edge.to) === 'open';
			links.push(back ? { edge, from: edge.to, to: edge.from, back } : { edge, from: edge.from, to: edge.to, back });
			if (!state.has(edge.to)) {
				state.set(edge.to, 'open');
				stack.push({ id: edge.to, at: 0 });
			}
		}
	};
	const called = new Set(edges.map((it) => it.to));
	// Nodes without incoming edges first.
	for (const id of [...ids.filter((it) => !called.has(it)), ...ids]) {
		if (!state.has(id)) visit(id);
	}
	return links;
}

/** The longest path to each node. Then each node without incoming edges moves next to its targets. */
function layersOf(ids, links) {
	const layers = new Map(ids.map((id) => [id, 0]));
	for (let changed = true; changed;) {
		changed = false;
		for (const { from, to } of links) {
			if (layers.get(to) > layers.get(from)) continue;
			layers.set(to, layers.get(from) + 1);
			changed = true;
		}
	}
	for (const id of ids) {
		const next = links.filter((it) => it.from === id).map((it) => layers.get(it.to));
		if (next.length && !links.some((it) => it.to === id)) layers.set(id, Math.min(...next) - 1);
	}
	return layers;
}

/** Nodes without outgoing edges need not be in one long column. */
function spread(ids, links, layers) {
	const inner = new Set(links.map((it) => it.from));
	for (const layer of new Set(layers.values())) {
		const all = ids.filter((id) => layers.get(id) === layer);
		if (all.length <= MOST_ROWS) continue;
		const columns = Math.ceil(all.length / MOST_ROWS);
		all.filter((id) => !inner.has(id)).forEach((id, index) => layers.set(id, layer + index % columns));
	}
	return layers;
}

/** Alternating columns of nodes and labels. An edge has a place in each column that it passes. */
function columnsOf(ids, links, layers, looped) {
	const columns = Array.from({ length: 1 + 2 * Math.max(0, ...layers.values()) }, () => []);
	const add = (column, item) => {
		columns[column].push(item);
		return item;
	};
	const nodes = new Map();
	for (const id of ids) {
		const ports = Math.max(links.filter((it) => it.from === id).length, links.filter((it) => it.to === id).length);
		const box = Math.max(NODE_HEIGHT, ports * spacing(ports) + 8);
		const top = looped.has(id) ? LOOP : 0;
		nodes.set(id, add(layers.get(id) * 2, { id, width: NODE_WIDTH, height: box + top, top, before: [], after: [], weight: 1 }));
	}
	for (const link of links) {
		const [first, last] = [layers.get(link.from) * 2, layers.get(link.to) * 2];
		// The label is where it has most room: next to the node with fewer edges.
		const atEnd = links.filter((it) => it.from === link.from).length >= links.filter((it) => it.to === link.to).length;
		const labelAt = atEnd ? last - 1 : first + 1;
		link.places = [];
		let before = nodes.get(link.from);
		for (let column = first + 1; column < last; column++) {
			const isLabel = column === labelAt;
			const place = add(column, { width: isLabel ? link.edge.labelWidth : 0, height: isLabel ? LABEL_HEIGHT : LINE_HEIGHT, top: 0, before: [before], after: [], weight: 4, isLabel });
			before.after.push(place);
			link.places.push(place);
			before = place;
		}
		before.after.push(nodes.get(link.to));
		nodes.get(link.to).before.push(before);
		link.ends = [nodes.get(link.from), nodes.get(link.to)];
	}
	return columns;
}

/** Orders each column by the connections of its items, forwards and backwards, and keeps the order with the fewest crossings. */
function order(columns) {
	const number = () => columns.forEach((column) => column.forEach((it, index) => it.index = index));
	number();
	let best = columns.map((column) => [...column]);
	let fewest = crossings(columns);
	for (let sweep = 0; sweep < SWEEPS && fewest; sweep++) {
		const side = sweep % 2 ? 'after' : 'before';
		for (const column of sweep % 2 ? [...columns].reverse() : columns) {
			const wanted = new Map(column.map((it) => [it, it[side].length ? mean(it[side].map((other) => other.index)) : it.index]));
			column.sort((a, b) => wanted.get(a) - wanted.get(b) || a.index - b.index);
			column.forEach((it, index) => it.index = index);
		}
		const count = crossings(columns);
		if (count < fewest) {
			fewest = count;
			best = columns.map((column) => [...column]);
		}
	}
	best.forEach((column, index) => columns[index].splice(0, column.length, ...column));
	number();
}

function crossings(columns) {
	let count = 0;
	for (const column of columns) {
		const pairs = column.flatMap((it) => it.after.map((other) => [it.index, other.index])).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
		for (let i = 0; i < pairs.length; i++) {
			for (let j = i + 1; j < pairs.length; j++) count += pairs[i][0] < pairs[j][0] && pairs[i][1] > pairs[j][1] ? 1 : 0;
		}
	}
	return count;
}

function mean(numbers) {
	return numbers.reduce((sum, it) => sum + it, 0) / numbers.length;
}

/** Places each item at the height of its connections, as far as the others in its column allow. */
function placeDown(columns) {
	const middle = (it) => it.y + it.top + (it.height - it.top) / 2;
	for (const column of columns) {
		let y = 0;
		for (const it of column) {
			it.y = y;
			y += it.height + ROOM;
		}
	}
	for (let sweep = 0; sweep < SWEEPS; sweep++) {
		const side = sweep % 2 ? 'after' : 'before';
		for (const column of sweep % 2 ? [...columns].reverse() : columns) {
			const wanted = column.map((it) => {
				const others = sweep < SWEEPS - 2 ? it[side] : [...it.before, ...it.after];
				return (others.length ? mean(others.map(middle)) : middle(it)) - it.top - (it.height - it.top) / 2;
			});
			settle(column, wanted);
		}
	}
	const all = columns.flat();
	const top = Math.min(...all.map((it) => it.y), 0);
	for (const it of all) it.y += MARGIN - top;
	return Math.max(...all.map((it) => it.y + it.height), 0) + MARGIN;
}

/** The places nearest to the wanted ones, in the same order and without overlaps. Items that want the same place are arranged around it. */
function settle(column, wanted) {
	const blocks = [];
	let offset = 0;
	column.forEach((it, index) => {
		blocks.push({ items: [[it, offset]], sum: (wanted[index] - offset) * it.weight, weight: it.weight });
		offset += it.height + ROOM;
		while (blocks.length > 1 && blocks.at(-2).sum / blocks.at(-2).weight > blocks.at(-1).sum / blocks.at(-1).weight) {
			const last = blocks.pop();
			const into = blocks.at(-1);
			into.items.push(...last.items);
			into.sum += last.sum;
			into.weight += last.weight;
		}
	});
	for (const { items, sum, weight } of blocks) {
		for (const [it, below] of items) it.y = sum / weight + below;
	}
}

/** Limited, so that a node does not become a wall. */
function spacing(ports) {
	return Math.min(PORT, PORTS / ports);
}

/** A label is above its line. */
function levelOfLine(place) {
	return place.y + (place.isLabel ? place.height - 3 : place.height / 2);
}

function placeAcross(columns) {
	let x = MARGIN;
	for (const column of columns) {
		const width = Math.max(0, ...column.map((it) => it.width));
		for (const it of column) Object.assign(it, { x, columnWidth: width });
		x += width + GAP;
	}
	return x - GAP + MARGIN;
}

function drawn(columns, links, loops) {
	const nodes = new Map();
	for (const it of columns.flat()) {
		if (it.id !== undefined) nodes.set(it.id, { x: it.x, y: it.y + it.top, width: it.width, height: it.height - it.top });
	}
	const ports = portsOf(nodes, links);
	const drawnLinks = links.map((link) => {
		const { edge, back, places } = link;
		const points = [ports.get(link).start];
		for (const it of places) {
			const y = levelOfLine(it);
			points.push({ x: it.x, y }, { x: it.x + it.columnWidth, y });
		}
		points.push(ports.get(link).end);
		const at = places.find((it) => it.isLabel);
		const label = { x: at.x + (at.columnWidth - at.width) / 2, y: at.y, width: at.width, height: at.height };
		return { edge, points: back ? points.reverse() : points, label };
	});
	const drawnLoops = loops.map((edge) => {
		const { x, y, width } = nodes.get(edge.from);
		const [left, right, top] = [x + width / 2 - 50, x + width / 2 + 50, y - LOOP + LABEL_HEIGHT];
		const label = { x: x + width / 2 - Math.min(edge.labelWidth, width) / 2, y: y - LOOP, width: Math.min(edge.labelWidth, width), height: LABEL_HEIGHT };
		return { edge, loop: true, points: [{ x: left, y }, { x: left, y: top }, { x: right, y: top }, { x: right, y }], label };
	});
	return { nodes, edges: [...drawnLinks, ...drawnLoops] };
}

/** The points where edges touch their nodes: one below another, in the order of their origins. */
function portsOf(nodes, links) {
	const ports = new Map(links.map((link) => [link, {}]));
	for (const [id, box] of nodes) {
		for (const [side, end] of [['from', 'start'], ['to', 'end']]) {
			const all = links.filter((it) => it[side] === id).map((link) => ({ link, y: (side === 'from' ? link.places[0] : link.places.at(-1)).y }));
			all.sort((a, b) => a.y - b.y).forEach(({ link }, index) => {
				const y = box.y + box.height / 2 + (index - (all.length - 1) / 2) * spacing(all.length);
				ports.get(link)[end] = { x: side === 'from' ? box.x + box.width : box.x, y };
			});
		}
	}
	return ports;
}

/**
 * The SVG path of an edge: curves between the pairs of points, all of which begin and end horizontally.
 * @param {{ points: { x: number, y: number }[], loop?: boolean }} edge
 * @returns {string}
 */
export function pathOfEdge({ points, loop }) {
	const at = ({ x, y }) => `${round(x)} ${round(y)}`;
	if (loop) return `M${at(points[0])}C${at({ x: points[0].x, y: points[1].y - 6 })} ${at({ x: points[3].x, y: points[2].y - 6 })} ${at(points[3])}`;
	let path = `M${at(points[0])}`;
	for (let i = 1; i < points.length; i += 2) {
		const [a, b] = [points[i - 1], points[i]];
		const middle = (a.x + b.x) / 2;
		path += `C${at({ x: middle, y: a.y })} ${at({ x: middle, y: b.y })} ${at(b)}`;
		if (points[i + 1]) path += `L${at(points[i + 1])}`;
	}
	return path;
}

function round(number) {
	return Math.round(number * 10) / 10;
}

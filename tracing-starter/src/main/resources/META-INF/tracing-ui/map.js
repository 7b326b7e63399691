import { html, nothing, render, svg } from './lit-html.js';
import { emptyState } from './core.js';
import { formatCount, formatDuration, plural } from './format.js';
import { queryTerm, tracesLink } from './query.js';

const WIDTH = 200;
const HEIGHT = 44;
const PAD = 20;
const LABEL = 112;
const BEND = 76;
const PORT = 12;

const types = {
	self: ['APP', 'This application'], caller: ['IN', 'Caller', 'server'], service: ['HTTP', 'Service', 'client'],
	external: ['EXT', 'External host', 'client'], db: ['DB', 'Database', 'db'], cache: ['CACHE', 'Cache', 'cache'], msg: ['MSG', 'Messaging', 'msg'],
};

export function mountMap(host, app) {
	let nodes = null;
	let edges = [];
	new ResizeObserver(draw).observe(host);

	async function load() {
		const { status, body } = await app.api.get('/map');
		if (status !== 200) return;
		const order = Object.keys(types);
		const byId = new Map(body.nodes.map((node) => [node.id, { ...node, kind: types[node.type] ?? types.service, calls: 0, made: 0 }]));
		nodes = [...byId.values()].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
		edges = body.edges.map((edge) => ({ ...edge, from: byId.get(edge.from), to: byId.get(edge.to) })).filter(({ from, to }) => from && to);
		for (const { from, to, count } of edges) {
			from.made += count;
			to.calls += count;
		}
		draw();
	}

	function draw() {
		render(!nodes ? nothing : !nodes.length ? html`<h1 class="sr">Map</h1>${emptyState({
			title: 'Nothing on the map yet', text: 'Callers, databases, services and brokers appear as soon as a trace names them.',
		}, app)}` : html`<div class="map-page">
			<div class="toolbar"><h1>Map</h1><span class="muted">${plural(nodes.length, 'node')} in ${plural(app.meta?.store?.traces ?? 0, 'stored trace')}. On each line: calls · errors · p95.</span></div>
			<div class="map-scroll">${diagram()}</div>
		</div>`, host);
	}

	function diagram() {
		const { at, width, height } = place(nodes, edges, host.clientWidth, host.clientHeight - 50);
		const most = Math.log(1 + Math.max(1, ...edges.map((edge) => edge.count)));
		return html`<svg class="map" width=${width} height=${height} role="group" aria-label="Calls between ${plural(nodes.length, 'node')}">
			<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .5L7.5 4 0 7.5z" fill="context-stroke"></path></marker></defs>
			${edges.map((edge) => {
				const { count, errors, p95Us, from, to } = edge;
				const { d, label } = line(edge, edges, at);
				return svg`<a class="edge ${errors ? 'err' : ''}" href=${nodeLink(to.type === 'self' ? from : to)} aria-label="${from.label} to ${to.label}: ${count}${errors ? ` · !${errors}` : ''} · ${formatDuration(p95Us)}">
					<path class="hit" d=${d}></path><path class="stroke" d=${d} stroke-width=${(1 + 3 * Math.log(1 + count) / most).toFixed(1)} marker-end="url(#arrow)"></path>
					<text x=${label.x} y=${label.y} text-anchor=${label.anchor}>${count}${errors ? svg` · <tspan class="bang">!${errors}</tspan>` : ''} · ${formatDuration(p95Us)}</text></a>`;
			})}
			${[...at].sort(([, a], [, b]) => a.x - b.x).map(([node, place]) => nodeShape(node, place))}
		</svg>`;
	}

	function nodeShape(node, { x, y, height }) {
		const { type, label, kind: [tag, name, category = 'self'], system, calls, made } = node;
		const under = [system, calls ? `${formatCount(calls)} in` : made ? `${formatCount(made)} out` : ''].filter(Boolean).join(' · ');
		return svg`<a class="node ${type}" transform="translate(${x} ${y})" href=${nodeLink(node)}><title>${name}: ${label}</title>
			<rect class="box" width=${WIDTH} height=${height} rx=${type === 'caller' ? height / 2 : 7}></rect>${type === 'db' ? svg`<path class="box" d="M0 3Q100 9 200 3"></path>` : ''}
			<foreignObject width=${WIDTH} height=${height}><div class="node-text" data-cat=${category}><span class="tag">${tag}</span><b class="ellipsis">${label}</b><span class="ellipsis">${under}</span></div></foreignObject></a>`;
	}

	return {
		show: load,
		every: 5000,
		refresh: load,
	};
}

function nodeLink({ type, system, label }) {
	const [key, value] = {
		db: ['db.system.name=', system ?? label], msg: ['messaging.system=', system ?? label],
		service: ['service=', label], external: ['server.address=', label.replace(/:\d+$/, '')],
	}[type] ?? [];
	return tracesLink(key && queryTerm(key, value));
}

/** Columns by distance from this application, each in the order of what its nodes are connected to. */
function place(nodes, edges, width, room) {
	const self = nodes.find((node) => node.type === 'self') ?? nodes[0];
	const layers = new Map([[self, 0]]);
	for (const [step, near, far] of [[1, 'from', 'to'], [-1, 'to', 'from']]) {
		// A node that is added to the map while it is walked is walked too.
		for (const [node, layer] of layers) {
			for (const edge of layer * step >= 0 ? edges : []) {
				if (edge[near] === node && !layers.has(edge[far])) layers.set(edge[far], layer + step);
			}
		}
	}
	for (const node of nodes) layers.set(node, layers.get(node) ?? (node.type === 'caller' ? -1 : 1));
	const columns = [...Map.groupBy(nodes, (node) => layers.get(node))].sort(([a], [b]) => Math.abs(a) - Math.abs(b));
	const at = new Map();
	const tallest = Math.max(...columns.map(([, column]) => column.length));
	const row = Math.max(HEIGHT + 12, Math.min(70, (room - 2 * PAD) / tallest));
	const gaps = columns.length - 1;
	const gap = Math.max(LABEL + BEND, Math.min(270, (width - 2 * PAD - columns.length * WIDTH) / gaps));
	const used = columns.length * WIDTH + gaps * gap + 2 * PAD;
	const height = tallest * row + 2 * PAD;
	const lowest = Math.min(...layers.values());
	// From the middle outwards, so that those a column depends on have their place.
	for (const [layer, column] of columns) {
		const wanted = new Map(column.map((node) => {
			const known = edges.filter((edge) => edge.from === node || edge.to === node).map((edge) => at.get(edge.from === node ? edge.to : edge.from)?.y).filter(Boolean);
			return [node, known.reduce((sum, y) => sum + y, 0) / known.length || height];
		}));
		column.sort((a, b) => wanted.get(a) - wanted.get(b));
		column.forEach((node, index) => {
			const own = node === self ? Math.max(HEIGHT, Math.min(tallest + 1, edges.length) * PORT) : HEIGHT;
			at.set(node, {
				layer, height: own, x: Math.round(Math.max(0, (width - used) / 2) + PAD + (layer - lowest) * (WIDTH + gap)),
				y: Math.round(height / 2 + (index - (column.length - 1) / 2) * row - own / 2),
			});
		});
	}
	return { at, width: Math.max(used, width), height };
}

function line(edge, edges, at) {
	const middle = (node) => at.get(node).y + at.get(node).height / 2;
	const ahead = (it) => at.get(it.to).layer > at.get(it.from).layer;
	const direction = ahead(edge) ? 1 : -1;
	const port = (node) => {
		const other = (it) => it.from === node ? it.to : it.from;
		const right = (it) => ahead(it) === (it.from === node);
		const same = edges.filter((it) => (it.from === node || it.to === node) && right(it) === right(edge)).sort((a, b) => middle(other(a)) - middle(other(b)));
		return middle(node) + (same.indexOf(edge) - (same.length - 1) / 2) * Math.min(PORT, (at.get(node).height - 10) / same.length);
	};
	const [x1, x2] = [edge.from, edge.to].map((node, index) => at.get(node).x + ((direction > 0) === (index === 0) ? WIDTH : 0));
	const [y1, y2] = [port(edge.from), port(edge.to)];
	if (at.get(edge.from).layer === at.get(edge.to).layer) {
		return { d: `M${x2} ${y1}c${LABEL} 0 ${LABEL} ${y2 - y1} 0 ${y2 - y1}`, label: { x: x2 + BEND, y: (y1 + y2) / 2, anchor: 'start' } };
	}
	const atStart = edge.to.type === 'self';
	const [b1, b2] = atStart ? [x1 + direction * LABEL, x2] : [x1, x2 - direction * LABEL];
	const bend = (b1 + b2) / 2;
	const [outer, y] = atStart ? [edge.from, y1] : [edge.to, y2];
	return {
		d: `M${x1} ${y1}H${b1}C${bend} ${y1} ${bend} ${y2} ${b2} ${y2}H${x2}`,
		label: { x: atStart ? x1 + direction * 8 : x2 - direction * 12, y: y + (y > middle(outer) + 1 ? 14 : -6), anchor: atStart === direction > 0 ? 'start' : 'end' },
	};
}

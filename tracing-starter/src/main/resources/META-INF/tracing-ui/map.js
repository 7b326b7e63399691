import { html, nothing, render, svg } from './lit-html.js';
import { button, chip, emptyState, failureMarks, segments, sortedTable, takesKey } from './core.js';
import { formatCount, formatDuration, plural } from './format.js';
import { layoutGraph, pathOfEdge } from './graph.js';
import { queryTerm, tracesLink } from './query.js';

const CHARACTER = 6.3;
/** So that an additional digit does not move the whole map. */
const LABEL_STEP = 24;
const ZOOM = 1.25;
const types = {
	caller: ['IN', 'Caller', 'server'], self: ['APP', 'This application'], service: ['HTTP', 'Service', 'client'],
	external: ['EXT', 'External host', 'client'], db: ['DB', 'Database', 'db'], cache: ['CACHE', 'Cache', 'cache'], msg: ['MSG', 'Messaging', 'msg'],
};

export function mountMap(host, app) {
	let nodes = null;
	let edges = [];
	let known = '';
	let layout = null;
	let shown = 'map';
	let withImported = false;
	let imported = 0;
	let traces = 0;
	let sort = { by: 'count', ascending: false };
	const camera = createCamera(() => layout, draw);
	const resized = new ResizeObserver(() => camera.fit());
	resized.observe(host);

	async function load() {
		const { status, body } = await app.api.get('/map', { imported: withImported || undefined, service: app.service });
		if (status !== 200) return;
		({ imported, traces } = body);
		const order = Object.keys(types);
		const byId = new Map(body.nodes.map((node) => [node.id, { ...node, kind: types[node.type] ?? types.service, calls: 0, made: 0 }]));
		nodes = [...byId.values()].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
		edges = body.edges.map((edge) => ({ ...edge, source: byId.get(edge.from), target: byId.get(edge.to), labelWidth: Math.ceil(edgeText(edge).length * CHARACTER / LABEL_STEP) * LABEL_STEP + 10 })).filter(({ source, target }) => source && target);
		for (const { source, target, count } of edges) {
			source.made += count;
			target.calls += count;
		}
		arrange();
		draw();
	}

	/** Only if there is something new; otherwise only numbers change, and the visible part of the map stays. */
	function arrange() {
		const now = [...nodes.map((it) => it.id), ...edges.map((it) => `${it.from} ${it.to} ${it.labelWidth}`)].join('\n');
		if (now === known) return;
		known = now;
		layout = layoutGraph(nodes.map((it) => it.id), edges);
		camera.fit();
	}

	function draw() {
		render(!nodes ? nothing : !nodes.length ? html`<h1 class="sr">Map</h1>${emptyState({
			title: 'Nothing on the map yet', text: 'Callers, databases, services and brokers appear as soon as a trace names them.',
			actions: imported ? button('Show imported traces', toggleImported) : nothing,
		}, app)}` : html`<div class="map-page">
			<div class="toolbar"><h1>Map</h1><span class="muted">${plural(nodes.length, 'node')} in ${plural(traces, 'stored trace')}.${shown === 'map' ? ' On each line: calls · !failed · (handled) · p95.' : ''}</span>
				<span class="grow"></span>
				${imported ? chip(html`With imported<span class="count">${formatCount(imported)}</span>`, withImported, toggleImported) : ''}
				${shown === 'map' ? html`${button('−', () => camera.zoom(1 / ZOOM), { kind: 'square small', title: 'Zoom out (-)' })}${button('+', () => camera.zoom(ZOOM), { kind: 'square small', title: 'Zoom in (+)' })}${button('Fit', camera.fit, { kind: 'small', title: 'The whole map (0)' })}` : ''}
				${segments('View', [['map', 'Map'], ['table', 'Table']], shown, (value) => { shown = value; keepAddress(); draw(); })}</div>
			${shown === 'map' ? html`<div class="map-scroll" tabindex="0" role="group" aria-label="Map of calls; the arrow keys move it, plus and minus zoom" @wheel=${camera.onWheel} @pointerdown=${camera.onDown}
				@click=${{ handleEvent: camera.onClick, capture: true }} @dragstart=${(event) => event.preventDefault()} @focusin=${camera.onFocus}>${diagram()}</div>` : html`<div class="map-table">${list()}</div>`}
		</div>`, host);
		camera.attach(host.querySelector('.map'));
	}

	function keepAddress() {
		const query = new URLSearchParams(Object.entries({ view: shown === 'map' ? '' : shown, service: app.service }).filter(([, value]) => value));
		history.replaceState(null, '', `#/map${query.size ? `?${query}` : ''}`);
	}

	function toggleImported() {
		withImported = !withImported;
		load();
	}

	function diagram() {
		const current = new Map(edges.map((it) => [`${it.from} ${it.to}`, it]));
		const most = Math.log(1 + Math.max(1, ...edges.map((edge) => edge.count)));
		return html`<svg class="map" width="100%" height="100%" role="group" aria-label="Calls between ${plural(nodes.length, 'node')}">
			<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .5L7.5 4 0 7.5z" fill="context-stroke"></path></marker></defs>
			${layout.edges.map((it) => edgeShape({ ...it, edge: current.get(`${it.edge.from} ${it.edge.to}`) }, most))}
			${[...nodes].sort((a, b) => layout.nodes.get(a.id).x - layout.nodes.get(b.id).x).map((node) => nodeShape(node, layout.nodes.get(node.id)))}
		</svg>`;
	}

	function list() {
		const name = (node) => html`<span class="named"><span class="tag" data-cat=${node.kind[2] ?? 'self'} title=${node.kind[1]}>${node.kind[0]}</span><a href=${nodeLink(node)}>${node.label}</a></span>`;
		return sortedTable('Calls', [
			{ id: 'from', title: 'From', value: (it) => it.source.label, cell: (it) => name(it.source) },
			{ id: 'to', title: 'To', value: (it) => it.target.label, cell: (it) => name(it.target) },
			{ id: 'count', title: 'Calls', look: 'num', value: (it) => it.count, cell: (it) => formatCount(it.count) },
			{ id: 'failed', title: 'Failed', look: 'num', value: (it) => it.failed, cell: (it) => html`<span class=${it.failed ? 'text-err' : 'muted'}>${it.failed ? '! ' : ''}${formatCount(it.failed)}</span>` },
			{ id: 'handled', title: 'Handled', look: 'num', value: (it) => it.handled, cell: (it) => html`<span class=${it.handled ? 'text-warn' : 'muted'}>${formatCount(it.handled)}</span>` },
			{ id: 'p95', title: 'p95', look: 'num', value: (it) => it.p95Us, cell: (it) => formatDuration(it.p95Us) },
		], edges, sort, (next) => {
			sort = next;
			draw();
		});
	}

	const keys = {
		'+': () => camera.zoom(ZOOM), '-': () => camera.zoom(1 / ZOOM), 0: () => camera.fit(),
		ArrowLeft: () => camera.pan(60, 0), ArrowRight: () => camera.pan(-60, 0), ArrowUp: () => camera.pan(0, 60), ArrowDown: () => camera.pan(0, -60),
	};

	return {
		show(params, query) {
			shown = query.get('view') === 'table' ? 'table' : 'map';
			return load();
		},
		every: 5000,
		// Rows of the table may change places.
		refresh: () => host.querySelector('.map-table :focus-visible') ? undefined : load(),
		key: (event) => shown === 'map' && Boolean(layout) && takesKey(keys, event),
		unmount: () => resized.disconnect(),
	};
}

/** The visible part of the map: the size of a unit in pixels, and the position of the origin. */
function createCamera(layoutOf, redraw) {
	let at = { x: 0, y: 0, scale: 1 };
	let element = null;
	let dragged = false;

	function apply() {
		const { clientWidth: width, clientHeight: height } = element ?? {};
		if (width) element.setAttribute('viewBox', `${-at.x / at.scale} ${-at.y / at.scale} ${width / at.scale} ${height / at.scale}`);
	}

	function fit() {
		const layout = layoutOf();
		if (!element?.clientWidth || !layout) return;
		const scale = Math.min(1, element.clientWidth / layout.width, element.clientHeight / layout.height);
		at = { scale, x: (element.clientWidth - layout.width * scale) / 2, y: (element.clientHeight - layout.height * scale) / 2 };
		apply();
	}

	function zoom(by, center = { x: element.clientWidth / 2, y: element.clientHeight / 2 }) {
		const scale = Math.min(4, Math.max(0.05, at.scale * by));
		const ratio = scale / at.scale;
		at = { scale, x: center.x - (center.x - at.x) * ratio, y: center.y - (center.y - at.y) * ratio };
		apply();
	}

	function pan(x, y) {
		at = { ...at, x: at.x + x, y: at.y + y };
		apply();
	}

	function onDown(event) {
		dragged = false;
		if (event.button) return;
		let [x, y] = [event.clientX, event.clientY];
		const [startX, startY] = [x, y];
		const move = (next) => {
			dragged ||= Math.abs(next.clientX - startX) + Math.abs(next.clientY - startY) > 5;
			if (dragged) pan(next.clientX - x, next.clientY - y);
			[x, y] = [next.clientX, next.clientY];
		};
		const stop = () => {
			removeEventListener('pointermove', move);
			removeEventListener('pointerup', stop);
			removeEventListener('pointercancel', stop);
		};
		addEventListener('pointermove', move);
		addEventListener('pointerup', stop);
		addEventListener('pointercancel', stop);
	}

	return {
		fit, zoom, pan, onDown,
		attach(svgElement) {
			const isNew = svgElement && svgElement !== element;
			element = svgElement;
			if (isNew) fit();
			else apply();
		},
		onWheel(event) {
			event.preventDefault();
			const { left, top } = element.getBoundingClientRect();
			zoom(Math.exp(-event.deltaY / 400), { x: event.clientX - left, y: event.clientY - top });
		},
		/** The end of a drag is not a click. */
		onClick(event) {
			if (dragged) event.preventDefault();
			dragged = false;
		},
		/** Elements that receive the keyboard focus are scrolled into view. */
		onFocus({ target }) {
			const box = target.closest?.('a')?.getBoundingClientRect();
			if (!box || !element || dragged) return;
			const room = element.getBoundingClientRect();
			const inward = (low, high, from, to) => low < from ? from - low + 10 : high > to ? to - high - 10 : 0;
			pan(inward(box.left, box.right, room.left, room.right), inward(box.top, box.bottom, room.top, room.bottom));
		},
	};
}

function edgeText({ count, failed, handled, p95Us }) {
	return `${formatCount(count)}${failureMarks({ failed, handled })} · ${formatDuration(p95Us)}`;
}

function edgeShape({ edge, points, label, loop }, most) {
	const { count, failed, handled, p95Us, source, target } = edge;
	const d = pathOfEdge({ points, loop });
	return svg`<a class="edge ${failed ? 'err' : handled ? 'warn' : ''}" href=${nodeLink(target.type === 'self' ? source : target)} aria-label="${source.label} to ${target.label}: ${edgeText(edge)}">
		<path class="hit" d=${d}></path><path class="stroke" d=${d} stroke-width=${(1 + 3 * Math.log(1 + count) / most).toFixed(1)} marker-end="url(#arrow)"></path>
		<text x=${label.x + label.width / 2} y=${label.y + label.height - 8} text-anchor="middle">${formatCount(count)}${failed ? svg` · <tspan class="bang">!${formatCount(failed)}</tspan>` : ''}${handled ? ` · (${formatCount(handled)})` : ''} · ${formatDuration(p95Us)}</text></a>`;
}

function nodeShape(node, { x, y, width, height }) {
	const { type, label, kind: [tag, name, category = 'self'], system, calls, made } = node;
	const under = [system, calls ? `${formatCount(calls)} in` : made ? `${formatCount(made)} out` : ''].filter(Boolean).join(' · ');
	return svg`<a class="node ${type}" transform="translate(${x} ${y})" href=${nodeLink(node)}><title>${name}: ${label}</title>
		<rect class="box" width=${width} height=${height} rx=${type === 'caller' ? Math.min(22, height / 2) : 7}></rect>${type === 'db' ? svg`<path class="box" d="M0 3Q${width / 2} 9 ${width} 3"></path>` : ''}
		<foreignObject width=${width} height=${height}><div class="node-text" data-cat=${category}><span class="tag">${tag}</span><b class="ellipsis">${label}</b><span class="ellipsis">${under}</span></div></foreignObject></a>`;
}

function nodeLink({ type, system, label }) {
	const [key, value] = {
		db: ['db.system.name=', system ?? label], msg: ['messaging.system=', system ?? label],
		service: ['service=', label], external: ['server.address=', label.replace(/:\d+$/, '')],
	}[type] ?? [];
	return tracesLink(key && queryTerm(key, value));
}

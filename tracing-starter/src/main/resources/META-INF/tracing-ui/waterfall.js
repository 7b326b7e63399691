import { html, render } from './lit-html.js';
import { oncePerFrame, takesKey } from './core.js';
import { createFlame } from './flame.js';
import { createLines } from './lines.js';
import { createMinimap } from './minimap.js';
import { criticalPath, isFailed, latestEnd, SpanRows } from './spans.js';
import { createSums } from './sums.js';
import { createTree } from './tree.js';

/** The spans of a trace in one of several views, and the strip above them that selects a part of the time. */
export function createWaterfall(host, mapHost, listener) {
	const model = {
		spans: [], logs: [], lineSeq: null, rows: new SpanRows(), shown: [], critical: new Map(),
		total: 1, view: { from: 0, to: 1 }, selectedId: null, selectedRow: null,
		ringed: new Set(), matching: null, onlyMatches: false, criticalShown: true, mode: 'tree',
	};
	const actions = { fold, goTo, stateOf, zoomTo, showLine, chosen: listener.onSelect };
	render(html`<div class="wf" role="treegrid" aria-label="Spans" tabindex="0"></div>
		<div class="flame" role="application" aria-label="Spans as a flame chart; the arrow keys move" tabindex="0" hidden></div>
		<div class="sums" role="region" aria-label="Statistics" tabindex="0" hidden></div>
		<div class="lines-view" role="region" aria-label="Log lines" tabindex="0" hidden></div>`, host);
	const [wf, flame, sums, lines] = host.children;
	const views = { tree: createTree(wf, model, actions), flame: createFlame(flame, model, actions), sums: createSums(sums, model, actions), logs: createLines(lines, model, actions) };
	const elements = { tree: wf, flame, sums, logs: lines };
	const map = createMinimap(mapHost, model, { zoom: setView, announce: listener.announce });

	const drawSoon = oncePerFrame(draw);
	const resized = new ResizeObserver(drawSoon);
	resized.observe(host);
	resized.observe(mapHost);
	addEventListener('themechange', drawSoon);

	function setSpans(next, logs) {
		const whole = model.view.from === 0 && model.view.to === model.total;
		model.spans = next;
		model.logs = logs;
		model.total = Math.max(1, latestEnd(next));
		if (whole) model.view = { from: 0, to: model.total };
		model.rows.set(next);
		model.critical = criticalPath(model.rows.roots);
		arrangeRows();
		draw();
	}

	function arrangeRows() {
		model.shown = model.rows.visible(model.onlyMatches ? model.matching : null);
		model.selectedRow = model.rows.rowOf(model.selectedId);
	}

	function draw() {
		for (const [mode, element] of Object.entries(elements)) element.hidden = mode !== model.mode;
		views[model.mode].draw();
		map.draw();
	}

	function fold(node) {
		model.rows.toggle(node);
		arrangeRows();
		draw();
	}

	function stateOf(all) {
		const has = (ids) => all.some((it) => ids.has(it.spanId));
		return `${has(model.ringed) ? 'ring' : ''} ${!model.matching ? '' : has(model.matching) ? 'match' : 'dim'}`;
	}

	function select(spanId, reveal = false) {
		model.selectedId = model.rows.nodes.has(spanId) ? spanId : null;
		if (reveal) model.rows.reveal(model.selectedId);
		arrangeRows();
		if (reveal) views[model.mode].reveal(model.selectedId);
		draw();
	}

	function goTo(span, reveal = true) {
		if (!span) return;
		select(span.spanId, reveal);
		listener.onSelect(span);
	}

	/** Shows a line in the view of log lines. */
	function showLine(line) {
		model.lineSeq = line.seq;
		listener.onLines();
	}

	function nextError(step) {
		const ordered = step > 0 ? model.spans : [...model.spans].reverse();
		const at = ordered.findIndex((it) => it.spanId === model.selectedId) + 1;
		const next = [...ordered.slice(at), ...ordered.slice(0, at)].find(isFailed);
		goTo(next);
		return Boolean(next);
	}

	function nextSlowest() {
		const bySelf = [...model.spans].sort((a, b) => b.selfUs - a.selfUs);
		goTo(bySelf[(bySelf.findIndex((it) => it.spanId === model.selectedId) + 1) % bySelf.length]);
	}

	function setView(from, to) {
		const { total } = model;
		if (to - from >= Math.max(1, total / 20_000)) model.view = { from: Math.max(0, from), to: Math.min(total, to) };
		listener.onZoom(model.view.from > 0 || model.view.to < total);
		draw();
	}

	function zoomTo(all) {
		const end = latestEnd(all);
		const margin = Math.max(1, (end - all[0].offsetUs) * 0.05);
		setView(all[0].offsetUs - margin, end + margin);
	}

	const keys = { e: () => nextError(1), E: () => nextError(-1), s: nextSlowest };

	return {
		setSpans, select, goTo,
		resetZoom: () => setView(0, model.total),
		reveal: (spanId) => views[model.mode].reveal(spanId),
		set(next) {
			Object.assign(model, next);
			arrangeRows();
			draw();
			if (next.mode) views[model.mode].reveal(model.selectedId);
		},
		key: (event) => views[model.mode].key(event) || takesKey(keys, event),
		focus: () => elements[model.mode].focus({ preventScroll: true }),
		dispose() {
			resized.disconnect();
			removeEventListener('themechange', drawSoon);
		},
	};
}

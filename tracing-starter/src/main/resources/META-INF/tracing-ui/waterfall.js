import { badge, categories, createRows, formatDuration, icon, onDrag, oncePerFrame, plural, prepareCanvas, requestName, takesKey } from './core.js';
import { html, nothing, render } from './lit-html.js';
import { pathOf } from './query.js';

const SPAN_ROW = 26;
const FLAME_ROW = 21;
const FLAME_TOP = 24;
const INDENT = 14;
const DEEPEST_INDENT = 20;
const CHARACTER = 7;

/** A row is a node {id, span, run, depth, parent, children}; a run stands for siblings that do the same. */
export function createWaterfall(host, mapHost, listener) {
	let spans = [];
	let nodes = new Map();
	let roots = [];
	let rows = [];
	let total = 1;
	let view = { from: 0, to: 1 };
	let selectedId = null;
	let selectedRow = null;
	let ringed = new Set();
	let matching = null;
	let onlyMatches = false;
	let critical = new Map();
	let criticalShown = true;
	let mode = 'tree';
	const toggled = new Set();

	render(html`<div class="wf" role="treegrid" aria-label="Spans" tabindex="0"><div role="rowgroup" class="wf-head"></div><div role="rowgroup" class="wf-body"><div class="wf-lines" role="presentation"></div><div class="wf-rows" role="presentation"></div></div></div>
		<div class="flame" role="application" aria-label="Spans as a flame chart; the arrow keys move" tabindex="0" hidden></div>`, host);
	render(html`<canvas role="img"></canvas><div class="marquee" hidden></div>`, mapHost);
	const wf = host.querySelector('.wf');
	const head = host.querySelector('.wf-head');
	const list = createRows(wf, SPAN_ROW);
	const flame = host.querySelector('.flame');
	const map = mapHost.querySelector('canvas');

	const drawSoon = oncePerFrame(draw);
	const resized = new ResizeObserver(drawSoon);
	resized.observe(host);
	resized.observe(mapHost);
	addEventListener('themechange', drawSoon);
	wf.addEventListener('scroll', oncePerFrame(drawRows), { passive: true });

	function setSpans(next) {
		const whole = view.from === 0 && view.to === total;
		spans = next;
		total = Math.max(1, latestEnd(spans));
		if (whole) view = { from: 0, to: total };
		buildTree();
		critical = criticalPath(roots);
		flatten();
		draw();
	}

	function buildTree() {
		nodes = new Map(spans.map((span) => [span.spanId, { id: span.spanId, span, run: null, depth: 0, parent: null, children: [] }]));
		roots = [];
		const runs = new Map();
		for (const span of spans) {
			const node = nodes.get(span.spanId);
			const above = nodes.get(span.parentId) ?? null;
			node.parent = above;
			if (span.repeatGroup) {
				const key = `${span.parentId} ${span.repeatGroup.id}`;
				node.parent = runs.get(key);
				if (!node.parent) {
					node.parent = { id: `run-${span.spanId}`, span, run: [], depth: 0, parent: above, children: [] };
					runs.set(key, node.parent);
					(above?.children ?? roots).push(node.parent);
				}
				node.parent.run.push(span);
			}
			(node.parent?.children ?? roots).push(node);
		}
		const stack = [...roots];
		while (stack.length) {
			const node = stack.pop();
			for (const child of node.children) {
				child.depth = node.depth + 1;
				stack.push(child);
			}
		}
	}

	function isFolded(node) {
		return toggled.has(node.id) !== Boolean(node.run);
	}

	function toggle(node) {
		if (!toggled.delete(node.id)) toggled.add(node.id);
	}

	function fold(node) {
		toggle(node);
		flatten();
		draw();
	}

	function flatten() {
		const kept = onlyMatches && matching && new Set();
		for (const id of kept ? matching : []) {
			for (let node = nodes.get(id); node && !kept.has(node); node = node.parent) kept.add(node);
		}
		rows = [];
		const stack = roots.toReversed();
		while (stack.length) {
			const node = stack.pop();
			if (kept && !kept.has(node)) continue;
			rows.push(node);
			if (isFolded(node)) continue;
			for (const child of node.children.toReversed()) stack.push(child);
		}
		selectedRow = rowOf(selectedId);
	}

	/** The row that shows a span: its own, or that of the folded ancestor closest to the root. */
	function rowOf(spanId) {
		let shown = nodes.get(spanId) ?? null;
		for (let node = shown?.parent; node; node = node.parent) {
			if (isFolded(node)) shown = node;
		}
		return shown;
	}

	function draw() {
		wf.hidden = mode !== 'tree';
		flame.hidden = mode !== 'flame';
		if (mode === 'tree') {
			drawHead();
			drawRows();
		}
		else drawFlame();
		drawMap();
	}

	function drawHead() {
		wf.setAttribute('aria-rowcount', rows.length + 1);
		const width = timelineWidth();
		render(html`<div class="wf-row head" role="row" aria-rowindex="1"><span role="columnheader">Span</span><span role="columnheader" class="ruler" aria-label="Time">${ticks(width, true)}</span></div>`, head);
		render(ticks(width, false), host.querySelector('.wf-lines'));
	}

	function ticks(width, named) {
		const raw = (view.to - view.from) / Math.max(2, Math.floor(width / 110));
		const power = 10 ** Math.floor(Math.log10(raw));
		const step = [1, 2, 5, 10].map((it) => it * power).find((it) => it >= raw);
		const marks = [];
		for (let us = Math.ceil(view.from / step) * step; us < view.to - step * 0.1; us += step) {
			const part = (us - view.from) / (view.to - view.from);
			const text = formatTick(us);
			marks.push(html`<i .style="left:${part * 100}%">${named && (1 - part) * width > text.length * CHARACTER ? text : ''}</i>`);
		}
		return marks;
	}

	function timelineWidth() {
		return head.querySelector('.ruler')?.clientWidth || wf.clientWidth * 0.66;
	}

	function drawRows() {
		const width = timelineWidth();
		if (!wf.hidden) list.draw(rows, selectedRow, (node, index) => row(node, index, width));
	}

	function row(node, index, width) {
		const { span, run } = node;
		const folded = isFolded(node);
		const all = run ?? [span];
		const failed = all.some(isFailed);
		const own = run && !folded ? [] : all;
		const [tag, category] = categories[span.category] ?? categories.internal;
		return html`<div class="wf-row ${stateOf(own)} ${failed ? 'failed' : ''}" role="row" id="span-${node.id}" aria-rowindex=${index + 2} aria-level=${node.depth + 1}
			aria-expanded=${node.children.length ? !folded : nothing} aria-selected=${node === selectedRow} @click=${() => choose(node)}>
			<span role="gridcell" class="wf-name" .style="padding-left:${12 + Math.min(node.depth, DEEPEST_INDENT) * INDENT}px">
				${node.children.length
					? html`<button class="fold ${folded ? '' : 'open'}" tabindex="-1" aria-label=${folded ? 'Unfold' : 'Fold'} @click=${(event) => { event.stopPropagation(); fold(node); }}>${icon('right')}</button>`
					: html`<i class="fold"></i>`}
				<span class="tag" data-cat=${span.category} title=${category}>${tag}</span>
				<span class="ellipsis" title="${span.name} ${pathOf(span) ?? ''}">${spanName(span)}</span>
				${run ? badge(span.category === 'db' ? 'warn' : '', `×${run.length}`, `${run.length} siblings do the same`) : ''}
				${failed ? html`<b class="bang" title=${span.error ?? 'failed'}>!</b>` : ''}
				${span.local === false ? html`<span class="wf-service ellipsis">${span.service}</span>` : ''}
			</span>
			<span role="gridcell" class="wf-time" @dblclick=${() => zoomTo(all)}>${bars(all, run, folded, failed, width)}</span>
		</div>`;
	}

	function stateOf(all) {
		const has = (ids) => all.some((it) => ids.has(it.spanId));
		return `${has(ringed) ? 'ring' : ''} ${!matching ? '' : has(matching) ? 'match' : 'dim'}`;
	}

	function bars(all, run, folded, failed, width) {
		const [{ offsetUs: start, category }] = all;
		const end = latestEnd(all);
		const text = (run ? 'Σ ' : failed ? '! ' : '') + formatDuration(all.reduce((us, it) => us + it.durationUs, 0));
		if (end < view.from || start > view.to) return html`<span class="wf-out" .style=${start > view.to ? 'right:4px' : 'left:4px'}>${text}</span>`;
		const path = criticalShown && (!run || folded) ? merged(all.flatMap((it) => critical.get(it.spanId) ?? []), width) : [];
		const [[left, right]] = merged([[start, end]], width);
		return html`<span class=${run ? 'wf-run' : 'wf-bar'} data-cat=${category} .style=${boxStyle([left, right], 2)}></span>
			${run ? merged(all.map((it) => [it.offsetUs, it.offsetUs + it.durationUs]), width).map((it) => html`<span class="wf-bar thin" data-cat=${category} .style=${boxStyle(it, 1)}></span>`) : ''}
			${path.filter(([from, to]) => path.length <= 8 || to - from >= 2).map((it) => html`<i class="wf-critical" .style=${boxStyle(it, 1)}></i>`)}
			${label(text, left, right, width, category === 'internal')}`;
	}

	function boxStyle([left, right], least) {
		return `left:${left}px;width:${Math.max(least, right - left)}px`;
	}

	function merged(intervals, width) {
		const scale = width / (view.to - view.from);
		const result = [];
		for (const [start, end] of intervals) {
			const left = round(Math.max(-2, (start - view.from) * scale));
			const right = round(Math.min(width + 2, (end - view.from) * scale));
			const last = result.at(-1);
			if (last && left - last[1] < 1) last[1] = Math.max(last[1], right);
			else if (right >= 0 && left <= width) result.push([left, right]);
		}
		return result;
	}

	/** Behind the bar, before it where there is no room, and inside when the bar fills the width. */
	function label(text, left, right, width, hollow) {
		const needs = text.length * CHARACTER + 12;
		const inside = width - right < needs && left < needs;
		const place = width - right >= needs ? `left:${right + 6}px` : `right:${width - (inside ? Math.min(right, width) : left) + 6}px`;
		return html`<span class="wf-label ${inside ? 'inside' : ''} ${inside && hollow ? 'hollow' : ''}" .style=${place}>${text}</span>`;
	}

	function choose(node) {
		if (node.run) fold(node);
		else goTo(node.span, false);
	}

	function select(spanId, reveal = false) {
		selectedId = nodes.has(spanId) ? spanId : null;
		if (reveal) {
			for (let node = nodes.get(selectedId)?.parent; node; node = node.parent) {
				if (isFolded(node)) toggle(node);
			}
			flatten();
		}
		selectedRow = rowOf(selectedId);
		if (reveal) scrollTo(selectedRow);
		draw();
	}

	function scrollTo(node) {
		const index = rows.indexOf(node);
		if (index >= 0 && mode === 'tree') list.reveal(index, rows.length);
	}

	function goTo(span, reveal = true) {
		if (!span) return;
		select(span.spanId, reveal);
		listener.onSelect(span);
	}

	function move(step) {
		const next = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(selectedRow) + step))];
		if (!next) return;
		selectedRow = next;
		selectedId = next.span.spanId;
		scrollTo(next);
		drawRows();
		if (!next.run) listener.onSelect(next.span);
		if (!host.contains(document.activeElement)) wf.focus({ preventScroll: true });
	}

	function moveInFlame(key) {
		const step = { j: 1, ArrowDown: 1, ArrowRight: 1, k: -1, ArrowUp: -1, ArrowLeft: -1 }[key];
		if (step) goTo(spans[spans.findIndex((it) => it.spanId === selectedId) + step]);
		return Boolean(step);
	}

	function nextError(step) {
		const ordered = step > 0 ? spans : spans.toReversed();
		const at = ordered.findIndex((it) => it.spanId === selectedId) + 1;
		const next = [...ordered.slice(at), ...ordered.slice(0, at)].find(isFailed);
		goTo(next);
		return Boolean(next);
	}

	function setView(from, to) {
		if (to - from >= Math.max(1, total / 20_000)) view = { from: Math.max(0, from), to: Math.min(total, to) };
		listener.onZoom(view.from > 0 || view.to < total);
		draw();
	}

	function zoomTo(all) {
		const end = latestEnd(all);
		const margin = Math.max(1, (end - all[0].offsetUs) * 0.05);
		setView(all[0].offsetUs - margin, end + margin);
	}

	function resetZoom() {
		setView(0, total);
	}

	function drawMap() {
		if (!map.clientWidth) return;
		const { context, width, height, color } = prepareCanvas(map);
		const step = Math.min(3, (height - 8) / Math.max(1, spans.length));
		spans.forEach((span, index) => {
			context.fillStyle = color(isFailed(span) ? 'err' : span.category);
			context.fillRect(span.offsetUs / total * width, 4 + index * step, Math.max(1, span.durationUs / total * width), Math.max(1, Math.min(2, step)));
		});
		const left = view.from / total * width;
		const right = view.to / total * width;
		if (left > 0 || right < width) {
			context.fillStyle = color('text');
			context.globalAlpha = 0.12;
			context.fillRect(0, 0, left, height);
			context.fillRect(right, 0, width - right, height);
			context.globalAlpha = 1;
			context.fillStyle = color('accent');
			context.fillRect(left - 1, 0, 2, height);
			context.fillRect(right - 1, 0, 2, height);
		}
		map.setAttribute('aria-label', `Map of ${plural(spans.length, 'span')} over ${formatDuration(total)}; drag to zoom`);
	}

	const mapPlace = (event) => ({ x: Math.min(map.clientWidth, Math.max(0, event.clientX - map.getBoundingClientRect().left)), y: 0 });
	onDrag(map, mapHost.querySelector('.marquee'), mapPlace, (from, to) => {
		const scale = total / map.clientWidth;
		setView(Math.min(from.x, to.x) * scale, Math.max(from.x, to.x) * scale);
	});
	map.addEventListener('dblclick', resetZoom);

	function drawFlame() {
		const width = flame.clientWidth;
		const scale = width / (view.to - view.from);
		const depths = new Map();
		const lastLeft = [];
		const boxes = spans.map((span) => {
			const depth = (depths.get(span.parentId) ?? -1) + 1;
			depths.set(span.spanId, depth);
			const left = Math.max(0, (span.offsetUs - view.from) * scale);
			const size = Math.min(width, (span.offsetUs + span.durationUs - view.from) * scale) - left;
			if (size < 0 || left > width || (size < 2 && left - lastLeft[depth] < 2)) return nothing;
			lastLeft[depth] = left;
			const text = `${isFailed(span) ? '! ' : ''}${span.name}  ${formatDuration(span.durationUs)}`;
			const state = `${stateOf([span])} ${isFailed(span) ? 'failed' : ''} ${span.spanId === selectedId ? 'on' : ''}`;
			return html`<button class="box-${span.category === 'internal' ? 'hollow' : 'full'} ${state}" tabindex="-1" data-cat=${span.category} title="${text} · self ${formatDuration(span.selfUs)} · +${formatDuration(span.offsetUs)}"
				.style="left:${left}px;width:${Math.max(1, size - 1)}px;top:${FLAME_TOP + depth * FLAME_ROW}px" @click=${() => goTo(span, false)} @dblclick=${() => zoomTo([span])}>${size > 30 ? text : ''}</button>`;
		});
		render(html`<div class="ruler">${ticks(width, true)}</div>${boxes}`, flame);
	}

	function left() {
		if (selectedRow?.children.length && !isFolded(selectedRow)) fold(selectedRow);
		else if (selectedRow?.parent) move(rows.indexOf(selectedRow.parent) - rows.indexOf(selectedRow));
	}

	function right() {
		if (selectedRow?.children.length && isFolded(selectedRow)) fold(selectedRow);
		else if (selectedRow?.children.length) move(1);
	}

	const waterfallKeys = {
		h: left, ArrowLeft: left, l: right, ArrowRight: right,
		Enter: () => Boolean(selectedRow) && choose(selectedRow),
		e: () => nextError(1),
		E: () => nextError(-1),
		s() {
			const bySelf = [...spans].sort((a, b) => b.selfUs - a.selfUs);
			goTo(bySelf[(bySelf.findIndex((it) => it.spanId === selectedId) + 1) % bySelf.length]);
		},
	};

	return {
		setSpans, select, goTo, resetZoom,
		reveal: (spanId) => scrollTo(rowOf(spanId)),
		set(next) {
			({ matching, onlyMatches, criticalShown, mode, ringed } = { matching, onlyMatches, criticalShown, mode, ringed, ...next });
			flatten();
			draw();
			if (next.mode) scrollTo(selectedRow);
		},
		key(event) {
			if (mode === 'flame' && moveInFlame(event.key)) return true;
			const step = mode === 'tree' && list.stepOf(event.key);
			if (step) move(step);
			return Boolean(step) || takesKey(waterfallKeys, event);
		},
		focus: () => (mode === 'tree' ? wf : flame).focus({ preventScroll: true }),
		dispose() {
			resized.disconnect();
			removeEventListener('themechange', drawSoon);
		},
	};
}

/** From the end of the root back to its start, always through the child that ended last: for each span its own intervals. */
function criticalPath(roots) {
	const path = new Map();
	const main = roots.filter((it) => !it.run).sort((a, b) => b.span.durationUs - a.span.durationUs)[0];
	const stack = main ? [{ node: main, end: latestEnd([main.span]) }] : [];
	while (stack.length) {
		const { node, end } = stack.pop();
		const start = node.span.offsetUs;
		const endOf = (child) => Math.min(end, latestEnd([child.span]));
		const intervals = [];
		let at = end;
		const children = node.children.flatMap((child) => child.run ? child.children : [child]);
		for (const child of children.sort((a, b) => endOf(b) - endOf(a))) {
			const childEnd = endOf(child);
			if (childEnd > at || child.span.offsetUs >= at || childEnd <= start) continue;
			if (childEnd < at) intervals.push([childEnd, at]);
			stack.push({ node: child, end: childEnd });
			at = Math.max(start, child.span.offsetUs);
		}
		if (at > start) intervals.push([start, at]);
		path.set(node.span.spanId, intervals.reverse());
	}
	return path;
}

function latestEnd(spans) {
	return spans.reduce((max, it) => Math.max(max, it.offsetUs + it.durationUs), 0);
}

export function spanName(span) {
	return requestName({ name: span.name, path: pathOf(span) });
}

function isFailed(span) {
	return span.status === 'error';
}

function formatTick(us) {
	const [value, unit] = us < 1000 ? [us, 'µs'] : us < 1_000_000 ? [us / 1000, 'ms'] : [us / 1_000_000, 's'];
	return us ? `${Number(value.toPrecision(6))} ${unit}` : '0';
}

function round(px) {
	return Math.round(px * 10) / 10;
}

import { html, nothing, render } from './lit-html.js';
import { badge, categories, createRows, icon, oncePerFrame, requestName, takesKey, timeRuler } from './core.js';
import { formatDuration } from './format.js';
import { lineMarks } from './lines.js';
import { pathOf } from './query.js';
import { isFailed, latestEnd, toPixels } from './spans.js';

const SPAN_ROW = 26;
const INDENT = 14;
const DEEPEST_INDENT = 20;
const CHARACTER = 7;

export function spanName(span) {
	return requestName({ name: span.name, path: pathOf(span) });
}

/** The spans of a trace as a tree, each with its bar. */
export function createTree(element, model, actions) {
	render(html`<div role="rowgroup" class="wf-head"></div><div role="rowgroup" class="wf-body"><div class="wf-lines" role="presentation"></div><div class="wf-rows" role="presentation"></div></div>`, element);
	const head = element.querySelector('.wf-head');
	const list = createRows(element, SPAN_ROW);
	element.addEventListener('scroll', oncePerFrame(drawRows), { passive: true });

	function draw() {
		element.setAttribute('aria-rowcount', model.shown.length + 1);
		const width = timelineWidth();
		render(html`<div class="wf-row head" role="row" aria-rowindex="1"><span role="columnheader">Span</span><span role="columnheader" class="ruler" aria-label="Time">${timeRuler(model.view, width, true)}${lineMarks(model, width, actions.showLine)}</span></div>`, head);
		render(timeRuler(model.view, width, false), element.querySelector('.wf-lines'));
		drawRows();
	}

	function timelineWidth() {
		return head.querySelector('.ruler')?.clientWidth || element.clientWidth * 0.66;
	}

	function drawRows() {
		const width = timelineWidth();
		if (!element.hidden) list.draw(model.shown, model.selectedRow, (node, index) => row(node, index, width));
	}

	function row(node, index, width) {
		const { span, run } = node;
		const folded = model.rows.isFolded(node);
		const all = run ?? [span];
		const failed = all.some(isFailed);
		const own = run && !folded ? [] : all;
		const [tag, category] = categories[span.category] ?? categories.internal;
		return html`<div class="wf-row ${actions.stateOf(own)} ${failed ? 'failed' : ''}" role="row" id="span-${node.id}" aria-rowindex=${index + 2} aria-level=${node.depth + 1}
			aria-expanded=${node.children.length ? !folded : nothing} aria-selected=${node === model.selectedRow} @click=${() => choose(node)}>
			<span role="gridcell" class="wf-name" .style="padding-left:${12 + Math.min(node.depth, DEEPEST_INDENT) * INDENT}px">
				${node.children.length
					? html`<button class="fold ${folded ? '' : 'open'}" tabindex="-1" aria-label=${folded ? 'Unfold' : 'Fold'} @click=${(event) => { event.stopPropagation(); actions.fold(node); }}>${icon('right')}</button>`
					: html`<i class="fold"></i>`}
				<span class="tag" data-cat=${span.category} title=${category}>${span.tag ?? tag}</span>
				<span class="ellipsis" title="${span.name} ${pathOf(span) ?? ''}">${spanName(span)}</span>
				${run ? badge(span.category === 'db' ? 'warn' : '', `×${run.length}`, `${run.length} siblings do the same`) : ''}
				${failed ? html`<b class="bang" title=${span.error ?? 'failed'}>!</b>` : ''}
				${span.local === false ? html`<span class="wf-service ellipsis">${span.service}</span>` : ''}
			</span>
			<span role="gridcell" class="wf-time" @dblclick=${() => actions.zoomTo(all)}>${bars(all, run, folded, failed, width)}</span>
		</div>`;
	}

	function bars(all, run, folded, failed, width) {
		const { view } = model;
		const [{ offsetUs: start, category }] = all;
		const end = latestEnd(all);
		const text = (run ? 'Σ ' : failed ? '! ' : '') + formatDuration(all.reduce((us, it) => us + it.durationUs, 0));
		if (end < view.from || start > view.to) return html`<span class="wf-out" .style=${start > view.to ? 'right:4px' : 'left:4px'}>${text}</span>`;
		const path = model.criticalShown && (!run || folded) ? toPixels(all.flatMap((it) => model.critical.get(it.spanId) ?? []), view, width) : [];
		const [[left, right]] = toPixels([[start, end]], view, width);
		return html`<span class=${run ? 'wf-run' : 'wf-bar'} data-cat=${category} .style=${boxStyle([left, right], 2)}></span>
			${run ? toPixels(all.map((it) => [it.offsetUs, it.offsetUs + it.durationUs]), view, width).map((it) => html`<span class="wf-bar thin" data-cat=${category} .style=${boxStyle(it, 1)}></span>`) : ''}
			${path.filter(([from, to]) => path.length <= 8 || to - from >= 2).map((it) => html`<i class="wf-critical" .style=${boxStyle(it, 1)}></i>`)}
			${barLabel(text, left, right, width, category === 'internal')}`;
	}

	function choose(node) {
		if (node.run) actions.fold(node);
		else actions.goTo(node.span, false);
	}

	function move(step) {
		const { shown } = model;
		const next = shown[Math.min(shown.length - 1, Math.max(0, shown.indexOf(model.selectedRow) + step))];
		if (!next) return;
		Object.assign(model, { selectedRow: next, selectedId: next.span.spanId });
		show(next);
		drawRows();
		if (!next.run) actions.chosen(next.span);
		if (!element.contains(document.activeElement)) element.focus({ preventScroll: true });
	}

	function show(node) {
		const index = model.shown.indexOf(node);
		if (index >= 0) list.reveal(index, model.shown.length);
	}

	function left() {
		const row = model.selectedRow;
		if (row?.children.length && !model.rows.isFolded(row)) actions.fold(row);
		else if (row?.parent) move(model.shown.indexOf(row.parent) - model.shown.indexOf(row));
	}

	function right() {
		const row = model.selectedRow;
		if (row?.children.length && model.rows.isFolded(row)) actions.fold(row);
		else if (row?.children.length) move(1);
	}

	const keys = {
		h: left, ArrowLeft: left, l: right, ArrowRight: right,
		Enter: () => Boolean(model.selectedRow) && choose(model.selectedRow),
	};

	return {
		draw,
		reveal: (spanId) => show(model.rows.rowOf(spanId)),
		key(event) {
			const step = list.stepOf(event.key);
			if (step) move(step);
			return Boolean(step) || takesKey(keys, event);
		},
	};
}

function boxStyle([left, right], least) {
	return `left:${left}px;width:${Math.max(least, right - left)}px`;
}

/** After the bar, before it if there is no room, or inside if the bar fills the width. */
function barLabel(text, left, right, width, hollow) {
	const needs = text.length * CHARACTER + 12;
	const inside = width - right < needs && left < needs;
	const place = width - right >= needs ? `left:${right + 6}px` : `right:${width - (inside ? Math.min(right, width) : left) + 6}px`;
	return html`<span class="wf-label ${inside ? 'inside' : ''} ${inside && hollow ? 'hollow' : ''}" .style=${place}>${text}</span>`;
}

import { html, nothing, render } from './lit-html.js';
import { oncePerFrame, timeRuler } from './core.js';
import { formatDuration } from './format.js';
import { flameLines, isFailed } from './spans.js';

const FLAME_ROW = 21;
const FLAME_TOP = 24;

/** The spans of a trace as boxes below each other. Only visible lines are in the document. */
export function createFlame(element, model, actions) {
	let drawnOf = null;
	let lines = new Map();
	let height = 0;
	element.addEventListener('scroll', oncePerFrame(() => element.hidden || draw()), { passive: true });

	function draw() {
		if (drawnOf !== model.spans) {
			drawnOf = model.spans;
			lines = flameLines(model.spans);
			height = FLAME_TOP + FLAME_ROW * (1 + [...lines.values()].reduce((max, it) => Math.max(max, it), 0));
		}
		const width = element.clientWidth;
		const first = Math.floor((element.scrollTop - FLAME_TOP) / FLAME_ROW) - 4;
		const last = first + Math.ceil(element.clientHeight / FLAME_ROW) + 8;
		const lastLeft = [];
		const boxes = model.spans.map((span) => {
			const line = lines.get(span.spanId);
			return line < first || line > last ? nothing : box(span, line, width, lastLeft);
		});
		render(html`<div class="ruler" .style="height:max(100%, ${height}px)">${timeRuler(model.view, width, true)}</div>${boxes}`, element);
	}

	function box(span, line, width, lastLeft) {
		const scale = width / (model.view.to - model.view.from);
		const left = Math.max(0, (span.offsetUs - model.view.from) * scale);
		const size = Math.min(width, (span.offsetUs + span.durationUs - model.view.from) * scale) - left;
		if (size < 0 || left > width || (size < 2 && left - lastLeft[line] < 2)) return nothing;
		lastLeft[line] = left;
		const text = `${isFailed(span) ? '! ' : ''}${span.name}  ${formatDuration(span.durationUs)}`;
		const state = `${actions.stateOf([span])} ${isFailed(span) ? 'failed' : ''} ${span.spanId === model.selectedId ? 'on' : ''}`;
		return html`<button class="box-${span.category === 'internal' ? 'hollow' : 'full'} ${state}" tabindex="-1" data-cat=${span.category} title="${text} · self ${formatDuration(span.selfUs)} · +${formatDuration(span.offsetUs)}"
			.style="left:${left}px;width:${Math.max(1, size - 1)}px;top:${FLAME_TOP + line * FLAME_ROW}px" @click=${() => actions.goTo(span, false)} @dblclick=${() => actions.zoomTo([span])}>${size > 30 ? text : ''}</button>`;
	}

	return {
		draw,
		reveal(spanId) {
			const top = FLAME_TOP + (lines.get(spanId) ?? 0) * FLAME_ROW;
			element.scrollTop = Math.min(top - FLAME_TOP, Math.max(element.scrollTop, top + FLAME_ROW - element.clientHeight));
		},
		key({ key }) {
			const step = { j: 1, ArrowDown: 1, ArrowRight: 1, k: -1, ArrowUp: -1, ArrowLeft: -1 }[key];
			if (step) actions.goTo(model.spans[model.spans.findIndex((it) => it.spanId === model.selectedId) + step]);
			return Boolean(step);
		},
	};
}

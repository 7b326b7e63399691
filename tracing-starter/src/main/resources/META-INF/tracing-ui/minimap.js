import { html, render } from './lit-html.js';
import { onBrush, prepareCanvas } from './core.js';
import { formatDuration, plural } from './format.js';
import { isFailed } from './spans.js';

/** All spans of a trace in a strip, on which the reader chooses the range that the other views show. */
export function createMinimap(host, model, { zoom, announce }) {
	render(html`<canvas role="application" aria-roledescription="time axis" tabindex="0"></canvas><div class="marquee" hidden></div>`, host);
	const canvas = host.querySelector('canvas');
	const timeAt = ({ x }) => x * model.total / canvas.clientWidth;

	onBrush(canvas, host.querySelector('.marquee'), {
		announce,
		area: () => ({ left: 0, right: canvas.clientWidth, top: 0, bottom: 0 }),
		done: (from, to) => zoom(Math.min(timeAt(from), timeAt(to)), Math.max(timeAt(from), timeAt(to))),
		describe: (from, to) => `${formatDuration(timeAt(from))} to ${formatDuration(timeAt(to))}`,
	});
	canvas.addEventListener('dblclick', () => zoom(0, model.total));

	function draw() {
		if (!canvas.clientWidth) return;
		const { spans, total, view } = model;
		const { context, width, height, color } = prepareCanvas(canvas);
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
		canvas.setAttribute('aria-label', `${plural(spans.length, 'span')} over ${formatDuration(total)}; drag, or use the arrow keys and Enter, to zoom`);
	}

	return { draw };
}

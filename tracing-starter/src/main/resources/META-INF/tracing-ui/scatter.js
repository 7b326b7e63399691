import { html, nothing, render } from './lit-html.js';
import { onBrush, oncePerFrame, prepareCanvas } from './core.js';
import { formatDuration, formatTime, logScale, plural } from './format.js';

const shapes = { err: new Path2D('M0-5L5 0L0 5L-5 0z'), warn: new Path2D('M0-4.5L4.5 3.5H-4.5z') };

export function levelOf(it) {
	return it.failed ? 'err' : it.slow || it.handled ? 'warn' : '';
}

export function rangeText({ from, to, min, max }) {
	return `${formatTime(from)} – ${formatTime(to)}${min || max !== Infinity ? ` · ${formatDuration(min)} – ${max === Infinity ? 'any' : formatDuration(max)}` : ''}`;
}

/** Traces as points, duration over time, from which the reader selects a part. */
export function createScatter(host, { setRange, open, announce }) {
	let data = { shown: [], view: [] };
	/** @type {any} */
	let plot = null;
	render(html`<canvas role="application" aria-roledescription="chart" tabindex="0"></canvas><div class="marquee" hidden></div>`, host);
	const canvas = host.querySelector('canvas');
	const redraw = oncePerFrame(draw);
	const resized = new ResizeObserver(redraw);
	resized.observe(host);
	addEventListener('themechange', redraw);

	function draw() {
		if (host.hidden || !canvas.clientWidth) return;
		const { shown, view } = data;
		const { context, width, height, color } = prepareCanvas(canvas);
		const box = { left: 54, right: width - 12, top: 10, bottom: height - 20 };
		plot = shown.length ? { ...scales(shown, box), box, points: [] } : null;
		canvas.setAttribute('aria-label', `Duration over time of ${plural(view.length, 'trace')}${
			plot ? `, from ${formatDuration(plot.min)} to ${formatDuration(plot.max)}; drag, or use the arrow keys and Enter, to choose a part` : ''}`);
		if (!plot) return;
		drawAxes(context, color, plot, height);
		plot.points = drawPoints(context, color, plot, data);
	}

	function nearest({ x, y }) {
		const distance = (point) => (point.x - x) ** 2 + (point.y - y) ** 2;
		const best = plot?.points.reduce((a, b) => distance(b) < distance(a) ? b : a, { x: Infinity });
		return best?.it && distance(best) < 100 ? best : null;
	}

	function rangeOf(start, end) {
		const { box, from, to, low, high } = plot;
		const [top, bottom] = [Math.min(start.y, end.y), Math.max(start.y, end.y)];
		const time = (px) => from + (px - box.left - 8) / (box.right - box.left - 16) * (to - from);
		const duration = (py) => low * (high / low) ** ((box.bottom - py) / (box.bottom - box.top));
		const any = bottom - top < 8;
		return {
			from: Math.floor(time(Math.min(start.x, end.x))), to: Math.ceil(time(Math.max(start.x, end.x))),
			min: any || bottom > box.bottom - 1 ? 0 : Math.floor(duration(bottom)), max: any || top < box.top + 1 ? Infinity : Math.ceil(duration(top)),
		};
	}

	canvas.addEventListener('pointermove', (event) => {
		const { left, top } = canvas.getBoundingClientRect();
		const point = event.buttons ? null : nearest({ x: event.clientX - left, y: event.clientY - top });
		canvas.classList.toggle('over', Boolean(point));
		canvas.title = point ? `${point.it.name}\n${formatDuration(point.it.durationUs)} · ${formatTime(point.it.startUs)}` : '';
	});
	onBrush(canvas, host.querySelector('.marquee'), {
		announce,
		area: () => ({ left: plot?.box.left ?? 0, right: plot?.box.right ?? 0, top: plot?.box.top ?? 0, bottom: plot?.box.bottom ?? 0 }),
		done: (start, end) => plot && setRange(rangeOf(start, end)),
		describe: (start, end) => plot ? rangeText(rangeOf(start, end)) : '',
		click(at) {
			const point = nearest(at);
			if (point) open(point.it);
		},
	});

	return {
		/** The traces in the selected range, and those of them that match the filter. */
		set(shown, view) {
			data = { shown, view };
			redraw();
		},
		dispose() {
			resized.disconnect();
			removeEventListener('themechange', redraw);
			render(nothing, host);
		},
	};
}

function scales(shown, box) {
	let [from, to, min, max] = [Infinity, 0, Infinity, 0];
	for (const { startUs, durationUs } of shown) {
		[from, to] = [Math.min(from, startUs), Math.max(to, startUs)];
		[min, max] = [Math.min(min, durationUs), Math.max(max, durationUs)];
	}
	if (to - from < 1_000_000) [from, to] = [from - 500_000, to + 500_000];
	const low = 10 ** Math.floor(Math.log10(Math.max(1, min)));
	const high = Math.max(low * 10, max * 1.4);
	const yScale = logScale(low, high);
	return {
		from, to, min, max, low, high,
		x: (us) => box.left + 8 + (us - from) / (to - from) * (box.right - box.left - 16),
		y: (us) => box.bottom - yScale(us) * (box.bottom - box.top),
	};
}

function drawAxes(context, color, { box, from, to, low, high, x, y }, height) {
	context.textAlign = 'right';
	for (let us = low; us <= high * 1.01; us *= 10) {
		const line = Math.round(y(us));
		context.fillStyle = color('line');
		context.fillRect(box.left, line, box.right - box.left, 1);
		context.fillStyle = color('text3');
		context.fillText(formatDuration(us).replace(/\.0+ /, ' '), box.left - 8, line + 0.5);
	}
	const last = Math.max(1, Math.floor((box.right - box.left) / 170) - 1);
	context.textBaseline = 'alphabetic';
	for (let i = 0; i <= last; i++) {
		const at = from + (to - from) * i / last;
		context.textAlign = i === 0 ? 'left' : i === last ? 'right' : 'center';
		context.fillText(formatTime(at, (to - from) / last < 2_000_000), i === 0 ? box.left : i === last ? box.right : x(at), height - 5);
	}
}

function drawPoints(context, color, { x, y }, { shown, view }) {
	const dot = (it) => {
		context.beginPath();
		context.arc(x(it.startUs), y(it.durationUs), 2.5, 0, Math.PI * 2);
		context.fill();
	};
	context.fillStyle = color('server');
	if (view.length < shown.length) {
		const matching = new Set(view);
		context.globalAlpha = 0.13;
		shown.filter((it) => !matching.has(it)).forEach(dot);
	}
	context.globalAlpha = view.length > 2000 ? 0.35 : 0.7;
	view.filter((it) => !levelOf(it)).forEach(dot);
	context.globalAlpha = 1;
	context.strokeStyle = color('surface');
	const points = view.map((it) => ({ it, x: x(it.startUs), y: y(it.durationUs) }));
	for (const point of points) {
		const level = levelOf(point.it);
		if (!level) continue;
		context.save();
		context.translate(point.x, point.y);
		context.fillStyle = color(level);
		context.fill(shapes[level]);
		context.stroke(shapes[level]);
		context.restore();
	}
	return points;
}

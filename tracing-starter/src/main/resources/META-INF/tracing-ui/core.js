import { html, svg, nothing, render } from './lit-html.js';
import { editorLink, editors } from './editors.js';
import { formatCount, shortType } from './format.js';
import { timeMarks } from './spans.js';

/** Whether one of the handlers handled the key; one that returns false did not. */
export function takesKey(handlers, event) {
	return Object.hasOwn(handlers, event.key) && handlers[event.key](event) !== false;
}

const circle = 'M8 2a6 6 0 110 12A6 6 0 018 2z';
const paths = {
	close: 'M4 4l8 8M12 4l-8 8',
	copy: 'M5.5 5.5V3h7.5v7.5h-2.5M3 5.5h7.5V13H3z',
	chevron: 'M4.5 6.5L8 10l3.5-3.5',
	right: 'M6.5 4.5L10 8l-3.5 3.5',
	left: 'M9.5 4.5L6 8l3.5 3.5',
	up: 'M4.5 9.5L8 6l3.5 3.5',
	check: 'M3.5 8.5l3 3 6-7',
	warn: 'M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.1',
	error: `${circle}M8 5v3.6M8 10.9v.1`,
	info: `${circle}M8 7.4V11M8 5.1v.1`,
	help: `${circle}M6.3 6.4c.1-2.2 3.5-2.1 3.4 0-.1 1.2-1.7 1.3-1.7 2.5M8 11.2v.1`,
	theme: `${circle}M8 2v12M8 5h4.8M8 8h6M8 11h4.8`,
	search: 'M7 3a4 4 0 110 8 4 4 0 010-8zM10 10l3.5 3.5',
	pause: 'M5.5 3.5v9M10.5 3.5v9',
};

export function icon(name) {
	return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${svg`<path d=${paths[name]}></path>`}</svg>`;
}

export const categories = {
	server: ['SRV', 'Server'], client: ['HTTP', 'HTTP client'], db: ['SQL', 'Database'], msg: ['MSG', 'Messaging'],
	cache: ['CACHE', 'Cache'], fn: ['FN', 'Function'], internal: ['INT', 'Internal'],
};

export function badge(level, content, title = nothing) {
	return html`<span class="badge ${level}" title=${title}>${content}</span>`;
}

/** The kind adds classes to those of the look. The title is the accessible name if the content is an icon. */
export function button(content, run, { kind = '', look = 'btn', type = 'button', title = nothing, disabled = false, pressed = nothing } = {}) {
	return html`<button type=${type} class="${look} ${kind}" @click=${run} ?disabled=${disabled} title=${title} aria-pressed=${pressed}>${content}</button>`;
}

export function iconButton(name, title, run, options) {
	return button(icon(name), run, { kind: 'ghost small square', title, ...options });
}

export function chip(content, pressed, run) {
	return button(content, run, { look: 'chip', pressed });
}

export function liveButton(live, toggle, app) {
	return button(html`${live ? html`<span class="dot ${app.online ? 'ok' : ''}"></span>` : icon('pause')}${!live ? 'Paused' : app.online ? 'Live' : 'Disconnected'}`,
		toggle, { kind: 'live', pressed: live, title: live ? 'Pause (p)' : 'Go on (p)' });
}

export function searchField(id, label, placeholder, value, input, keys, more) {
	return html`<search class="filter ${id}">${icon('search')}<input class="field" id=${id} autocomplete="off" aria-label=${label} aria-keyshortcuts="/" placeholder=${placeholder} .value=${value}
		@input=${(event) => input(event.target.value)} @keydown=${(event) => takesKey(keys, event) && event.preventDefault()}>${more}</search>`;
}

export function segments(label, values, chosen, choose) {
	return html`<div class="seg" role="group" aria-label=${label}>${values.map(([value, text, title]) => button(text, () => choose(value), { look: '', title, pressed: value === chosen }))}</div>`;
}

/** A head is a title, and the class of its column after a bar. */
export function table(kind, heads, rows) {
	const columns = heads.map((head) => head.split('|'));
	return html`<div class="table-wrap"><table class="table ${kind}">
		<thead><tr>${columns.map(([title, look]) => html`<th scope="col" class=${look}>${title}</th>`)}</tr></thead>
		<tbody>${rows.map((cells) => html`<tr>${cells.map((cell, index) => html`<td class=${columns[index][1]}>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** Marks of a time axis, with labels if there is room up to the right edge. */
export function timeRuler(view, width, named) {
	return timeMarks(view, width).map(({ part, text }) => html`<i .style="left:${part * 100}%">${named && (1 - part) * width > text.length * 7 ? text : ''}</i>`);
}

/**
 * A table that the reader sorts by its heads.
 * @param {string} label
 * @param {{ id: string, title: string, look?: string, value: (row: any) => any, cell?: (row: any) => unknown }[]} columns
 * @param {object[]} rows
 * @param {{ by: string, ascending: boolean }} sort
 * @param {(sort: { by: string, ascending: boolean }) => void} change
 * @param {(row: any) => string} [look] the class of a row
 */
export function sortedTable(label, columns, rows, sort, change, look = () => '') {
	const column = columns.find((it) => it.id === sort.by) ?? columns[0];
	const direction = sort.ascending ? 1 : -1;
	const sorted = [...rows].sort((a, b) => {
		const [x, y] = [column.value(a), column.value(b)];
		return x < y ? -direction : x > y ? direction : 0;
	});
	const head = ({ id, title, look: kind = '' }) => html`<th scope="col" class=${kind} aria-sort=${id === column.id ? sort.ascending ? 'ascending' : 'descending' : nothing}>${
		sortButton(title, id === column.id, sort.ascending, () => change({ by: id, ascending: id === column.id ? !sort.ascending : kind !== 'num' }))}</th>`;
	return html`<div class="table-wrap"><table class="table sorted" aria-label=${label}>
		<thead><tr>${columns.map(head)}</tr></thead>
		<tbody>${sorted.map((row) => html`<tr class=${look(row)}>${columns.map(({ look: kind = '', value, cell = value }) => html`<td class=${kind}>${cell(row)}</td>`)}</tr>`)}</tbody></table></div>`;
}

export function sortButton(title, active, ascending, run) {
	return html`<button class="sort" @click=${run}>${title}<span class="arrow" aria-hidden="true">${active ? ascending ? '↑' : '↓' : ''}</span></button>`;
}

/**
 * The path distinguishes two requests of one route.
 * @param {{ name: string, method?: string, path?: string }} request
 */
export function requestName({ name, method, path }) {
	return html`${method && name.startsWith(`${method} `) ? html`<b>${method}</b>${name.slice(method.length)}` : name}${path && !name.endsWith(path) && !`${name}/`.endsWith(path) ? html` <span class="muted">${path}</span>` : ''}`;
}

/** Before its root has ended, a request has no name, because the name of a child is not its own. */
export function traceName(summary) {
	return summary.complete ? requestName(summary) : html`Running <span class="muted">with ${summary.name}</span>`;
}

/** What failed: the request itself, or something within it that it handled. */
export function failureBadge({ error, failed }) {
	if (!error) return nothing;
	return failed ? badge('err', html`<span class="ellipsis">! ${shortType(error)}</span>`, error) : badge('warn', html`<span class="ellipsis">${shortType(error)}</span>`, `${error}: handled, the request did not fail`);
}

/** Failed and handled, each with its usual mark. */
export function failureMarks({ failed, handled }) {
	return `${failed ? ` · !${formatCount(failed)}` : ''}${handled ? ` · (${formatCount(handled)})` : ''}`;
}

export function copyButton(text, what, app) {
	return iconButton('copy', `Copy ${what}`, () => app.copy(text, what));
}

/**
 * The placeholder if there is nothing to show.
 * @param {{ title: string, text?: string, icon?: string, command?: string, actions?: unknown }} state
 * @param {object} app
 */
export function emptyState({ title, text, icon: name = 'search', command, actions = nothing }, app) {
	return html`<div class="empty">${icon(name)}<h2>${title}</h2>${text ? html`<p>${text}</p>` : ''}${command ? html`<div class="command"><code>${command}</code>${copyButton(command, 'command', app)}</div>` : ''}${actions}</div>`;
}

/** Opens a code location in the reader's editor, or copies it if the editor has no address for it. */
export function codeLink(place, app) {
	const { function: name, line } = place;
	const file = place.file?.replace(/^.*\//, '');
	const text = file ? `${file}${line ? `:${line}` : ''}` : name;
	const editor = app.editor?.() ?? 'none';
	const url = editorLink(editor, { ...place, file });
	if (!url) return button(text, () => app.copy(text, editor === 'eclipse' ? `${text}; paste it into Open Resource (Ctrl+Shift+R)` : 'call site'), { look: 'link', title: `Copy ${name}` });
	return html`<a class="mono" href=${url} target=${url.startsWith('http') ? '_blank' : nothing} rel="noreferrer" title="Open ${name} in ${editors[editor]}; the editor is chosen in the settings">${text}</a>`;
}

export function showDialog(title, body) {
	const dialog = document.createElement('dialog');
	dialog.setAttribute('aria-label', title);
	dialog.addEventListener('close', () => dialog.remove());
	dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
	render(html`<header><h2>${title}</h2>${iconButton('close', 'Close', () => dialog.close())}</header><div class="body">${body}</div>`, dialog);
	document.body.append(dialog);
	dialog.showModal();
	return dialog;
}

/** On an untrusted origin, the text is shown and selected for the reader to copy. */
export async function copyText(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	}
	catch {
		const area = showDialog('Copy', html`<p class="muted">The browser does not let this page use the clipboard: press <kbd>Ctrl</kbd> <kbd>C</kbd>.</p>
			<textarea class="field mono" rows="6" readonly aria-label="Text to copy" .value=${text}></textarea>`).querySelector('textarea');
		area.focus();
		area.select();
		return false;
	}
}

export function visibleRows({ scrollTop, clientHeight }, rowHeight, count) {
	const first = Math.floor(scrollTop / rowHeight) - 6;
	return { first: Math.max(0, Math.min(first, count - 1)), last: Math.min(count, Math.ceil((scrollTop + clientHeight) / rowHeight) + 6) };
}

/** Draws the visible rows. The scroller contains the head and the body, whose last element contains the rows. */
export function createRows(scroller, rowHeight) {
	const [head, body] = scroller.children;
	const rows = body.lastElementChild;
	return {
		draw(items, selected, template) {
			body.style.height = `${items.length * rowHeight}px`;
			const { first, last } = visibleRows(scroller, rowHeight, items.length);
			rows.style.transform = `translateY(${first * rowHeight}px)`;
			render(items.slice(first, last).map((item, index) => template(item, first + index)), rows);
			const row = selected && rows.children[items.indexOf(selected) - first];
			scroller.setAttribute('aria-activedescendant', row ? row.id : '');
		},
		reveal(index, count) {
			body.style.height = `${count * rowHeight}px`;
			const top = index * rowHeight;
			scroller.scrollTop = Math.min(top, Math.max(scroller.scrollTop, top + rowHeight - scroller.clientHeight + head.offsetHeight));
		},
		stepOf(key) {
			const page = Math.max(1, Math.floor((scroller.clientHeight - head.offsetHeight) / rowHeight) - 1);
			return { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, Home: -Infinity, End: Infinity, PageDown: page, PageUp: -page }[key];
		},
	};
}

/**
 * Lets the reader choose a range of a canvas, by dragging or with the arrow keys, which move the range, or with Shift its end.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} marquee shows the range
 * @param {object} options
 * @param {() => { left: number, right: number, top: number, bottom: number }} options.area the area in which the range can be
 * @param {(from: object, to: object) => void} options.done receives its two corners
 * @param {(from: object, to: object) => string} options.describe describes a range
 * @param {(text: string) => void} options.announce announces it to screen readers
 * @param {(at: object) => void} [options.click] called if the pointer did not move
 */
export function onBrush(canvas, marquee, options) {
	const limit = (value, low, high) => Math.min(high, Math.max(low, value));
	const show = ({ x, y }, to) => {
		marquee.style.cssText = `left:${Math.min(x, to.x)}px;top:${Math.min(y, to.y)}px;width:${Math.abs(to.x - x)}px;height:${Math.abs(to.y - y)}px`;
	};
	dragRange(canvas, marquee, options, limit, show);
	keyRange(canvas, marquee, options, limit, show);
}

function dragRange(canvas, marquee, { area, done, click = undefined }, limit, show) {
	let from = null;
	const place = (event) => {
		const { left, right, top, bottom } = area();
		const canvasAt = canvas.getBoundingClientRect();
		return { x: limit(event.clientX - canvasAt.left, left, right), y: limit(event.clientY - canvasAt.top, top, bottom) };
	};
	const stop = () => {
		from = null;
		marquee.hidden = true;
	};
	canvas.addEventListener('pointerdown', (event) => {
		if (event.button) return;
		from = place(event);
		canvas.setPointerCapture(event.pointerId);
	});
	canvas.addEventListener('pointermove', (event) => {
		if (!from) return;
		const to = place(event);
		marquee.hidden = Math.abs(to.x - from.x) + Math.abs(to.y - from.y) < 5;
		show(from, to);
	});
	canvas.addEventListener('pointerup', (event) => {
		if (from) (marquee.hidden ? click : done)?.(from, place(event));
		stop();
	});
	canvas.addEventListener('pointercancel', stop);
}

function keyRange(canvas, marquee, { area, done, describe, announce }, limit, show) {
	let range = null;
	const stop = () => {
		range = null;
		marquee.hidden = true;
	};
	const move = (across, down, resize) => {
		const { left, right, top, bottom } = area();
		const [dx, dy] = [across * (right - left) / 24, down * (bottom - top) / 8];
		if (!range) range = { x1: left + (right - left) / 3, x2: right - (right - left) / 3, y1: top, y2: bottom };
		else if (resize) {
			range.x2 = limit(range.x2 + dx, range.x1 + 1, right);
			range.y2 = limit(range.y2 + dy, range.y1 + 1, bottom);
		}
		else {
			// The range keeps its size at the edges.
			const [x, y] = [limit(dx, left - range.x1, right - range.x2), limit(dy, top - range.y1, bottom - range.y2)];
			range = { x1: range.x1 + x, x2: range.x2 + x, y1: range.y1 + y, y2: range.y2 + y };
		}
		marquee.hidden = false;
		show({ x: range.x1, y: range.y1 }, { x: range.x2, y: range.y2 });
		announce(describe({ x: range.x1, y: range.y1 }, { x: range.x2, y: range.y2 }));
	};
	const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
	canvas.addEventListener('keydown', (event) => {
		const { key, shiftKey } = event;
		const chosen = range;
		if (event.ctrlKey || event.altKey || event.metaKey) return;
		if (Object.hasOwn(steps, key)) move(...steps[key], shiftKey);
		else if (!chosen || (key !== 'Enter' && key !== 'Escape')) return;
		else {
			stop();
			if (key === 'Enter') done({ x: chosen.x1, y: chosen.y1 }, { x: chosen.x2, y: chosen.y2 });
		}
		event.preventDefault();
	});
	canvas.addEventListener('blur', stop);
}

export function oncePerFrame(task) {
	let asked = 0;
	return () => asked ||= requestAnimationFrame(() => {
		asked = 0;
		task();
	});
}

/** Sizes and clears a canvas. A custom property keeps light-dark() unresolved; a color does not. */
export function prepareCanvas(canvas) {
	const { clientWidth: width, clientHeight: height } = canvas;
	canvas.width = Math.round(width * devicePixelRatio);
	canvas.height = Math.round(height * devicePixelRatio);
	const context = canvas.getContext('2d');
	context.scale(devicePixelRatio, devicePixelRatio);
	const style = getComputedStyle(canvas);
	context.font = `11px ${style.fontFamily}`;
	context.textBaseline = 'middle';
	const colors = {};
	const color = (token) => {
		if (!colors[token]) {
			canvas.style.color = `var(--${token})`;
			colors[token] = style.color;
		}
		return colors[token];
	};
	return { context, width, height, color };
}

import { html, svg, nothing, render } from './lit-html.js';

export function formatDuration(us) {
	if (!Number.isFinite(us)) return '–';
	if (us < 1000) return `${us < 10 && us % 1 ? us.toFixed(1) : Math.round(us)} µs`;
	const ms = us / 1000;
	if (ms < 999.5) return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
	const s = ms / 1000;
	if (s < 59.95) return `${s.toFixed(s < 9.995 ? 2 : 1)} s`;
	return `${Math.floor(Math.round(s) / 60)} min ${Math.round(s) % 60} s`;
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

export function formatTime(us, millis = false) {
	return clock.format(us / 1000) + (millis ? `.${String(Math.floor(us / 1000) % 1000).padStart(3, '0')}` : '');
}

export function formatDateTime(us) {
	return `${date.format(us / 1000)}, ${formatTime(us, true)}`;
}

export function formatBytes(bytes) {
	const kib = bytes / 1024;
	if (kib < 1000) return `${Math.round(kib)} KB`;
	const mib = kib / 1024;
	return `${mib < 9.95 ? mib.toFixed(1).replace('.0', '') : Math.round(mib)} MB`;
}

export function formatCount(count) {
	return count.toLocaleString('en-US');
}

export function formatPercent(part) {
	const percent = part * 100;
	return `${percent && percent < 1 ? percent.toPrecision(1) : Math.round(percent * 10) / 10} %`;
}

export function plural(count, one, many = `${one}s`) {
	return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function shortType(type) {
	return type.replace(/^.*[.$](?=[\p{L}_])/u, '');
}

export function logScale(low, high) {
	const span = Math.log(high / low) || 1;
	return (value) => Math.min(1, Math.max(0, Math.log(Math.max(value, low) / low) / span));
}

/** Whether one of the handlers took the key; one that returns false did not. */
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

/** The kind adds classes to those of the look; the title is the accessible name where the content is an icon. */
export function button(content, run, { kind = '', look = 'btn', title = nothing, disabled = false, pressed = nothing } = {}) {
	return html`<button class="${look} ${kind}" @click=${run} ?disabled=${disabled} title=${title} aria-pressed=${pressed}>${content}</button>`;
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

/** The path tells two requests of one route apart. */
export function requestName({ name, method, path }) {
	return html`${method && name.startsWith(`${method} `) ? html`<b>${method}</b>${name.slice(method.length)}` : name}${path && !name.endsWith(path) && !`${name}/`.endsWith(path) ? html` <span class="muted">${path}</span>` : ''}`;
}

export function copyButton(text, what, app) {
	return iconButton('copy', `Copy ${what}`, () => app.copy(text, what));
}

export function emptyState({ title, text, icon: name = 'search', command, actions = nothing }, app) {
	return html`<div class="empty">${icon(name)}<h2>${title}</h2>${text ? html`<p>${text}</p>` : ''}${command ? html`<div class="command"><code>${command}</code>${copyButton(command, 'command', app)}</div>` : ''}${actions}</div>`;
}

/** IntelliJ IDEA finds a file by its path below a source root; other editors want one on the disk, which nobody knows. */
export function codeLink({ function: name, file, line }, app) {
	const text = file ? `${file}${line ? `:${line}` : ''}` : name;
	if (app.meta?.ide !== 'idea' || !file || !name.includes('.')) return button(text, () => app.copy(text, 'call site'), { look: 'link', title: `Copy ${name}` });
	const path = [...name.split('.').slice(0, -2), file].map(encodeURIComponent).join('/');
	return html`<a class="mono" href="http://localhost:63342/api/file/${path}:${line ?? 1}" target="_blank" rel="noreferrer" title="Open ${name} in IntelliJ IDEA">${text}</a>`;
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

/** On an untrusted origin the text is shown, selected, for the reader to copy. */
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

/** Draws the rows in sight. The scroller holds the head and the body, and the body at its end the rows. */
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

/** Lets the reader drag a range; click is called where the pointer did not move. */
export function onDrag(canvas, marquee, place, done, click) {
	let from = null;
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
		const { x, y } = place(event);
		const width = Math.abs(x - from.x);
		const height = Math.abs(y - from.y);
		marquee.hidden = width + height < 5;
		marquee.style.cssText = `left:${Math.min(x, from.x)}px;top:${Math.min(y, from.y)}px;width:${width}px;height:${height}px`;
	});
	canvas.addEventListener('pointerup', (event) => {
		if (from) (marquee.hidden ? click : done)?.(from, place(event));
		stop();
	});
	canvas.addEventListener('pointercancel', stop);
}

export function oncePerFrame(task) {
	let asked = 0;
	return () => asked ||= requestAnimationFrame(() => {
		asked = 0;
		task();
	});
}

/** Sizes and clears a canvas. A custom property keeps light-dark() unresolved, a colour does not. */
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

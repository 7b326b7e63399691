import { html, render } from './lit-html.js';
import { badge, button, copyButton, emptyState, icon, liveButton, oncePerFrame, segments, takesKey, visibleRows } from './core.js';
import { formatDateTime, formatTime, plural } from './format.js';
import { isOwnLine } from './stack.js';

const ROW = 26;
const LIMIT = 1000;
const KEEP = 5000;
const levels = [['', 'All'], ...['Debug', 'Info', 'Warn', 'Error'].map((text) => [text.toUpperCase(), text, `${text} and above`])];

export function mountLogs(host, app) {
	let filter = { level: '', q: '', traceId: '', service: '' };
	let lines = null;
	let seq = 0;
	let live = true;
	let openSeq = null;
	let openHeight = 0;
	let typing = 0;
	let loads = 0;
	const redraw = oncePerFrame(() => {
		const place = focusedPlace(host);
		draw();
		focusPlace(host, place);
	});
	new ResizeObserver(redraw).observe(host);
	const scroller = () => host.querySelector('.log-scroll');

	async function load(after) {
		const mine = ++loads;
		const { status, body } = await app.api.get('/logs', { ...filter, after, limit: LIMIT });
		if (mine !== loads || (status !== 200 && (status !== 204 || lines))) return;
		const scrolled = after && scroller()?.scrollTop > 0;
		const items = body?.items ?? [];
		const place = focusedPlace(host);
		lines = after ? [...items, ...lines].slice(0, KEEP) : items;
		seq = body?.seq ?? 0;
		draw();
		if (scrolled) {
			scroller().scrollTop += items.length * ROW;
			draw();
		}
		else if (!after && scroller()) scroller().scrollTop = 0;
		if (after && place) focusPlace(host, { ...place, index: place.index + items.length });
	}

	function reload() {
		openSeq = null;
		seq = 0;
		return load(0);
	}

	function change(part) {
		filter = { ...filter, ...part };
		const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
		history.replaceState(null, '', `#/logs${query.size ? `?${query}` : ''}`);
		return reload();
	}

	function draw() {
		const { level, q, traceId } = filter;
		render(html`<div class="logs-page">
			<h1 class="sr">Logs</h1>
			<div class="toolbar">
				<input class="field mono find" type="search" placeholder="Filter: message or logger" aria-label="Filter by message or logger" .value=${q} @input=${typed}>
				${segments('Least level', levels, level, (level) => change({ level }))}
				${traceId ? button(html`trace <span class="mono">${traceId.slice(0, 8)}</span>${icon('close')}`, () => change({ traceId: '' }), { look: 'chip on', title: 'Show the lines of all traces' }) : ''}
				<span class="grow"></span>
				<span class="muted">${lines ? plural(lines.length, 'line') : ''}</span>
				${liveButton(live, togglePause, app)}
			</div>
			${!lines ? '' : lines.length ? list() : noLines(filter, app, () => change({ q: '', level: '', traceId: '' }))}
		</div>`, host);
		const height = host.querySelector('.log-detail')?.offsetHeight ?? 0;
		if (height !== openHeight) {
			openHeight = height;
			draw();
		}
	}

	function list() {
		const { scrollTop, clientHeight } = scroller() ?? { scrollTop: 0, clientHeight: 900 };
		// Rows below the opened line are lower by the height of its detail.
		const below = (lines.findIndex((line) => line.seq === openSeq) + 1) * ROW;
		const passed = below && scrollTop > below;
		const { first, last } = visibleRows({ scrollTop: passed ? Math.max(below, scrollTop - openHeight) : scrollTop, clientHeight }, ROW, lines.length);
		const top = first * ROW + (below && first * ROW >= below ? openHeight : 0);
		return html`<div class="log-scroll" @scroll=${redraw}><div .style="height:${lines.length * ROW + openHeight}px"><ul .style="transform:translateY(${top}px)">${lines.slice(first, last).map((line, index) => row(line, first + index))}</ul></div></div>`;
	}

	function row(line, index) {
		const { atUs, level, logger, message, traceId, exception, service } = line;
		const expanded = line.seq === openSeq;
		const toggle = () => {
			openSeq = expanded ? null : line.seq;
			draw();
		};
		return html`<li data-level=${level}>
			<div class="log-line">
				<button class="log-main" data-index=${index} aria-expanded=${expanded} @click=${toggle}>
					${icon(expanded ? 'chevron' : 'right')}
					<span class="mono muted">${formatTime(atUs, true)}</span>
					<span class="level">${level}</span>
					<span class="ellipsis muted logger" title=${logger}>${logger.replace(/\b([a-z])\w*\./g, '$1.')}</span>
					<span class="ellipsis message">${exception ? html`<span class="mark">!</span>` : ''}${service ? html`${badge('', service)} ` : ''}${message}</span>
				</button>
				${traceId ? html`<a class="mono" href=${traceLink(line)} aria-label="Trace ${traceId.slice(0, 8)}">${traceId.slice(0, 8)}</a>` : html`<span></span>`}
			</div>
			${expanded ? lineDetail(line, app, traceId && traceId !== filter.traceId && (() => change({ traceId }))) : ''}
		</li>`;
	}

	function togglePause() {
		live = !live;
		app.announce(live ? 'Live' : 'Paused');
		draw();
		if (live && lines) load(seq);
	}

	function typed(event) {
		clearTimeout(typing);
		const q = event.target.value.trim();
		typing = setTimeout(() => change({ q }), 200);
	}

	function move(step) {
		if (!scroller()) return;
		const place = focusedPlace(host);
		const index = place ? Math.max(0, place.index + step) : Math.ceil(scroller().scrollTop / ROW);
		const target = host.querySelector(`[data-index="${index}"]`);
		target?.focus({ preventScroll: true });
		target?.closest('li').scrollIntoView({ block: 'nearest' });
	}

	const keys = {
		'/': () => host.querySelector('.find').focus(),
		p: togglePause,
		j: () => move(1),
		k: () => move(-1),
		Escape() {
			if (openSeq === null) return false;
			openSeq = null;
			return draw();
		},
	};

	return {
		show(params, query) {
			filter = { ...filter, ...Object.fromEntries(['level', 'q', 'traceId', 'service'].map((key) => [key, query.get(key) ?? ''])) };
			draw();
			reload();
		},
		connection: draw,
		refresh: () => live && lines ? load(seq) : undefined,
		key: (event) => takesKey(keys, event),
		unmount() {
			clearTimeout(typing);
			loads++;
		},
	};
}

function traceLink({ traceId, spanId }) {
	return `#/traces/${traceId}${spanId ? `/${spanId}` : ''}`;
}

/** Why there are no lines. */
function noLines({ level, q, traceId }, app, clear) {
	return emptyState(level || q || traceId
		? { title: traceId && !q ? 'This trace has no such log lines' : 'No lines match', actions: button('Clear the filters', clear) }
		: app.meta?.logs === false ? { title: 'Logs are not collected', icon: 'info', text: 'Lines are taken from Logback, which this application does not use.' }
			: { title: 'No log lines yet', text: 'What the application logs from now on appears here, next to the trace it belongs to.' }, app);
}

function lineDetail(line, app, only) {
	const { atUs, logger, message, thread, traceId, exception, service } = line;
	return html`<div class="log-detail">
		<div class="detail-head"><span class="muted">${formatDateTime(atUs)}</span>${service ? badge('', service, 'The service that sent this line') : ''}<span class="mono">${logger}</span><span class="muted">${thread}</span><span class="grow"></span>
			${traceId ? html`<a class="btn small" href=${traceLink(line)}>Open trace</a>` : ''}
			${only ? button('Only this trace', only, { kind: 'small' }) : ''}
			${copyButton(exception ? `${message}\n${exception}` : message, 'line', app)}</div>
		<pre class="log-text">${message}</pre>
		${exception ? html`<pre class="code" tabindex="0" aria-label="Stack trace">${exception.split('\n').map((text) => html`<span class=${isOwnLine(text, app.meta?.packages) ? 'app' : 'dim'}>${text}\n</span>`)}</pre>` : ''}
	</div>`;
}

/** The place of the focus in the list: the index of a line, and the part of it. */
function focusedPlace(host) {
	const { activeElement } = document;
	const line = host.contains(activeElement) && activeElement.closest('.log-line');
	return line ? { index: Number(line.firstElementChild.getAttribute('data-index')), part: [...line.children].indexOf(activeElement) } : null;
}

/** The focus stays with its line, but the elements are reused for other lines. */
function focusPlace(host, place) {
	host.querySelector(`[data-index="${place?.index}"]`)?.parentElement.children[place.part].focus({ preventScroll: true });
}

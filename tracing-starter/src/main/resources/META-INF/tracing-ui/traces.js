import { html, nothing, render } from './lit-html.js';
import { badge, button, chip, createRows, emptyState, formatCount, formatDateTime, formatDuration, formatTime, icon, iconButton, liveButton, logScale, onDrag, oncePerFrame, plural, prepareCanvas, requestName, searchField, shortType, showDialog, takesKey } from './core.js';
import { queryHelp, queryProblem, termsOf, toggleTerm, tracesLink } from './query.js';

const ROW = 32;
const LIMIT = 10_000;
const chips = [['Errors', 'error:true', (it) => it.error], ['Slow', 'slow:true', (it) => it.slow], ['N+1', 'n+1:true', (it) => it.nPlusOne]];

const columns = [
	['time', 'Time', (it) => it.startUs],
	['request', 'Request', (it) => it.name],
	['status', 'Status', (it) => it.status ?? 0],
	['duration', 'Duration', (it) => it.durationUs],
	['spans num', 'Spans', (it) => it.spanCount],
	['sql num', 'SQL', (it) => it.sqlCount],
	['logs num', 'Logs', (it) => it.logCount],
	['flags', 'Flags', (it) => (it.error ? 4 : 0) + (it.nPlusOne ? 2 : 0) + (it.slow ? 1 : 0)],
];

const shapes = { err: new Path2D('M0-5L5 0L0 5L-5 0z'), warn: new Path2D('M0-4.5L4.5 3.5H-4.5z') };

/** It outlives a visit to another page, so that coming back shows the list at once. */
const held = {
	items: new Map(),
	seq: 0,
	sort: columns[0],
	scrollTop: 0,
	version: 0,
};

export function mountTraces(host, app) {
	let queryText = '';
	let found = null;
	let askedOf = '';
	let asking = 0;
	let sorted = [];
	let sortedKey = '';
	let view = [];
	let counts = [0, 0, 0];
	let scale = () => 0;
	let plot = null;

	render(html`<div class="traces">
		<h1 class="sr">Traces</h1>
		<div class="toolbar"></div>
		<div class="notice"></div>
		<div class="scatter"><canvas role="img"></canvas><div class="marquee" hidden></div></div>
		<div class="list" role="grid" aria-label="Traces" tabindex="0"><div role="rowgroup" class="list-head"></div><div role="rowgroup" class="list-body"><div class="list-rows" role="presentation"></div></div></div>
		<div class="list-empty" hidden></div>
	</div>`, host);
	const part = (selector) => host.querySelector(selector);
	const scatter = part('.scatter');
	const canvas = part('canvas');
	const list = part('.list');
	const empty = part('.list-empty');
	const rows = createRows(list, ROW);

	const drawRowsSoon = oncePerFrame(drawRows);
	const drawScatterSoon = oncePerFrame(drawScatter);
	const resized = new ResizeObserver(() => {
		drawRowsSoon();
		drawScatterSoon();
	});
	resized.observe(list);
	resized.observe(scatter);
	addEventListener('themechange', drawScatterSoon);
	list.addEventListener('scroll', drawRowsSoon, { passive: true });

	async function load() {
		// A new process counts from 0 again, so that it would say for long that nothing is new.
		const known = app.meta && held.instanceId && app.meta.instanceId !== held.instanceId ? {} : { after: held.seq, generation: held.generation };
		const { status, body: answer } = await app.api.get('/traces', { ...known, limit: LIMIT });
		if (status === 200) take(answer);
		if (status === 200 || !held.loaded) update();
	}

	function take({ instanceId, generation, seq, total, items }) {
		if (held.instanceId !== undefined && held.instanceId !== instanceId) {
			held.restartedUs = app.meta?.instanceId === instanceId ? app.meta.startedAtUs : Date.now() * 1000;
			for (const [id, item] of held.items) held.items.set(id, { ...item, gone: true });
			app.reloadMeta();
		}
		else if (held.generation !== generation) {
			held.items.clear();
		}
		Object.assign(held, { instanceId, generation, seq, loaded: true });
		for (const item of items.toReversed()) {
			held.items.delete(item.traceId);
			held.items.set(item.traceId, item);
		}
		let surplus = held.items.size - total;
		for (const [id, item] of held.items) {
			if (!item.gone && surplus > 0) held.items.delete(id);
			surplus--;
		}
		held.version++;
	}

	function askSoon() {
		clearTimeout(asking);
		if (queryText.trim()) asking = setTimeout(ask, 80);
		else found = null;
	}

	async function ask() {
		const asked = queryText;
		const version = `${held.version} ${asked}`;
		const { status, body } = await app.api.get('/traces', { after: 0, limit: LIMIT, q: asked });
		if (asked !== queryText || status !== 200) return;
		found = new Set(body.items.map((it) => it.traceId));
		askedOf = version;
		update();
	}

	function update() {
		// While new traces come in above, what the reader looks at stays where it is.
		const at = Math.floor(list.scrollTop / ROW);
		const anchor = at > 0 ? view[at]?.traceId : undefined;
		const key = `${held.version} ${held.sort[0]} ${held.ascending}`;
		if (key !== sortedKey) {
			sortedKey = key;
			const value = held.sort[2];
			const direction = held.ascending ? 1 : -1;
			sorted = [...held.items.values()].sort((a, b) => {
				const x = value(a);
				const y = value(b);
				return (x < y ? -direction : x > y ? direction : 0) || b.startUs - a.startUs;
			});
			counts = chips.map(([, , test]) => sorted.filter(test).length);
			scale = logScale(1000, sorted.reduce((max, it) => Math.max(max, it.durationUs), 10_000));
		}
		view = sorted.filter((it) => (!found || found.has(it.traceId)) && inRange(it));
		draw();
		const index = anchor ? view.findIndex((it) => it.traceId === anchor) : -1;
		if (index >= 0 && index !== at) {
			list.scrollTop += (index - at) * ROW;
			drawRows();
		}
	}

	function inRange(it) {
		const { range } = held;
		return !range || (it.startUs >= range.from && it.startUs <= range.to && it.durationUs >= range.min && it.durationUs <= range.max);
	}

	function draw() {
		drawToolbar();
		drawNotice();
		list.hidden = !view.length;
		empty.hidden = view.length > 0;
		scatter.hidden = !held.items.size;
		render(view.length ? nothing : emptyContent(), empty);
		drawHead();
		drawRows();
		drawScatterSoon();
	}

	function drawToolbar() {
		const total = held.items.size;
		const terms = termsOf(queryText);
		render(html`
			${searchField('filter', 'Filter traces', 'Filter: text, status:5xx, duration>100ms, sql>10', queryText, setQuery, filterKeys, iconButton('help', 'Fields of the filter', showHelp))}${queryProblem(queryText)}
			${chips.map(([text, term], index) => chip(html`${text}<span class="count">${formatCount(counts[index])}</span>`, terms.includes(term), () => setQuery(toggleTerm(queryText, term))))}
			${held.range ? button(html`${rangeText(held.range)}${icon('close')}`, () => setRange(null), { look: 'chip on' }) : ''}
			<span class="grow"></span>
			<span class="shown" role="status">${formatCount(view.length)} of ${formatCount(total)}</span>
			${liveButton(!held.paused, togglePause, app)}
			${app.meta?.readOnly ? '' : html`<label class="btn" title="OTLP or Jaeger JSON file">Import<input type="file" class="sr" accept=".json,.gz" @change=${importFile}></label>
				${button('Clear', clear, { disabled: !total })}`}
		`, part('.toolbar'));
	}

	function drawNotice() {
		const gone = [...held.items.values()].filter((it) => it.gone);
		const remove = () => {
			gone.forEach((it) => held.items.delete(it.traceId));
			held.version++;
			update();
		};
		render(gone.length ? html`<div class="banner info" role="status">${icon('info')}<strong>Application restarted at ${formatTime(held.restartedUs)}</strong>
			<p>${plural(gone.length, 'older trace is gone', 'older traces are gone')}: the rows stay for comparison, their spans are lost.</p>
			${button('Remove', remove, { kind: 'small' })}</div>` : nothing, part('.notice'));
	}

	function emptyContent() {
		const { meta } = app;
		if (!held.loaded || (found && !askedOf)) return app.online ? nothing : emptyState({ title: 'The application does not answer', icon: 'error', text: 'The page tries again each second.' }, app);
		if (held.items.size) {
			return emptyState({ title: 'No trace matches', text: `The filter hides ${plural(held.items.size, 'trace')}.`, actions: button('Clear the filter', clearFilter) }, app);
		}
		if (meta?.sampling === 0) {
			return emptyState({ title: 'Sampling is 0 %', icon: 'pause', text: 'No request is recorded, so there is nothing to show.',
				actions: html`<a class="btn primary" href="#/settings">Change the sampling</a>` }, app);
		}
		return emptyState({
			title: 'No traces yet', text: 'Send a request to the application; it appears here within a second.',
			command: meta && `curl '${meta.baseUrl}${meta.sampleRequest ?? '/'}'`,
		}, app);
	}

	function drawHead() {
		list.setAttribute('aria-rowcount', view.length + 1);
		render(html`<div class="list-row head" role="row" aria-rowindex="1">${columns.map((column) => {
			const active = held.sort === column;
			return html`<span role="columnheader" class="c-${column[0]}" aria-sort=${active ? held.ascending ? 'ascending' : 'descending' : nothing}>
				<button tabindex="-1" @click=${() => sortBy(column)}>${column[1]}<span class="arrow" aria-hidden="true">${active ? held.ascending ? '↑' : '↓' : ''}</span></button></span>`;
		})}</div>`, part('.list-head'));
	}

	function drawRows() {
		rows.draw(view, view.find((it) => it.traceId === held.selected), row);
		held.scrollTop = list.scrollTop;
	}

	function row(it, index) {
		const others = (it.services?.length ?? 1) - 1;
		const number = (count) => html`<span role="gridcell" class="num ${count ? '' : 'muted'}">${formatCount(count)}</span>`;
		return html`<div class="list-row ${it.gone ? 'gone' : ''}" role="row" id="trace-${it.traceId}" aria-rowindex=${index + 2} aria-selected=${it.traceId === held.selected} @click=${() => held.selected = it.traceId}>
			<span role="gridcell" class="mono c-time" title=${formatDateTime(it.startUs)}>${formatTime(it.startUs)}</span>
			<span role="gridcell" class="c-request"><a tabindex="-1" href="#/traces/${it.traceId}" title=${it.path ?? it.name}>${requestName(it)}</a>${
				others > 0 ? badge('', `+${plural(others, 'service')}`, it.services.join(', ')) : ''}${it.complete ? '' : badge('', 'running', 'The root span has not ended yet')}</span>
			<span role="gridcell" class="mono c-status ${it.status >= 500 ? 'text-err' : it.status >= 400 ? 'text-warn' : ''}">${it.status ?? '–'}</span>
			<span role="gridcell" class="c-duration"><span class="num">${formatDuration(it.durationUs)}</span><i class="bar ${levelOf(it)}" .style="--part:${scale(it.durationUs).toFixed(3)}"></i></span>
			${[it.spanCount, it.sqlCount, it.logCount].map(number)}
			<span role="gridcell" class="c-flags">${it.error ? badge('err', html`<span class="ellipsis">${shortType(it.error)}</span>`, it.error) : ''}${
				it.nPlusOne ? badge('warn', `N+1 ×${it.nPlusOne}`) : ''}${it.slow ? badge('warn', 'SLOW') : ''}</span>
		</div>`;
	}

	function drawScatter() {
		if (scatter.hidden || !canvas.clientWidth) return;
		const { context, width, height, color } = prepareCanvas(canvas);
		const box = { left: 54, right: width - 12, top: 10, bottom: height - 20 };
		const shown = sorted.filter(inRange);
		const bounds = (value) => shown.reduce(([min, max], it) => [Math.min(min, value(it)), Math.max(max, value(it))], [Infinity, 0]);
		let [from, to] = bounds((it) => it.startUs);
		const [min, max] = bounds((it) => it.durationUs);
		canvas.setAttribute('aria-label', `Duration over time of ${plural(view.length, 'trace')}${shown.length ? `, from ${formatDuration(min)} to ${formatDuration(max)}` : ''}`);
		plot = null;
		if (!shown.length) return;
		if (to - from < 1_000_000) {
			from -= 500_000;
			to += 500_000;
		}
		const low = 10 ** Math.floor(Math.log10(Math.max(1, min)));
		const high = Math.max(low * 10, max * 1.4);
		const yScale = logScale(low, high);
		const x = (us) => box.left + 8 + (us - from) / (to - from) * (box.right - box.left - 16);
		const y = (us) => box.bottom - yScale(us) * (box.bottom - box.top);
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
		plot = { points, box, from, to, low, high };
	}

	function nearest({ x, y }) {
		const distance = (point) => (point.x - x) ** 2 + (point.y - y) ** 2;
		const best = plot?.points.reduce((a, b) => distance(b) < distance(a) ? b : a, { x: Infinity });
		return best?.it && distance(best) < 100 ? best : null;
	}

	function place(event) {
		const { left, top } = canvas.getBoundingClientRect();
		const box = plot?.box ?? {};
		return { x: Math.min(box.right, Math.max(box.left, event.clientX - left)), y: Math.min(box.bottom, Math.max(0, event.clientY - top)) };
	}

	canvas.addEventListener('pointermove', (event) => {
		const point = event.buttons ? null : nearest(place(event));
		canvas.classList.toggle('over', Boolean(point));
		canvas.title = point ? `${point.it.name}\n${formatDuration(point.it.durationUs)} · ${formatTime(point.it.startUs)}` : '';
	});
	onDrag(canvas, part('.marquee'), place, (start, end) => {
		if (!plot) return;
		const { box, from, to, low, high } = plot;
		const time = (px) => from + (px - box.left - 8) / (box.right - box.left - 16) * (to - from);
		const duration = (py) => low * (high / low) ** ((box.bottom - py) / (box.bottom - box.top));
		const anyDuration = Math.abs(end.y - start.y) < 8;
		setRange({
			from: Math.floor(time(Math.min(start.x, end.x))), to: Math.ceil(time(Math.max(start.x, end.x))),
			min: anyDuration ? 0 : Math.floor(duration(Math.max(start.y, end.y))), max: anyDuration ? Infinity : Math.ceil(duration(Math.min(start.y, end.y))),
		});
	}, (at) => {
		const point = nearest(at);
		if (point) open(point.it);
	});

	function enterList() {
		list.focus();
		if (!selected()) move(1);
	}

	const filterKeys = {
		Escape: () => queryText ? setQuery('') : list.focus(),
		Enter: enterList,
		ArrowDown: enterList,
	};

	function showHelp() {
		showDialog('Fields of the filter', html`<p class="muted">All terms must hold.</p><dl class="keys fields">${queryHelp.map(([term, text]) => html`<div><dt><code>${term}</code></dt><dd>${text}</dd></div>`)}</dl>`);
	}

	function writeHash() {
		app.listHash = queryText ? tracesLink(queryText) : '#/traces';
		history.replaceState(null, '', app.listHash);
		list.scrollTop = 0;
	}

	function setQuery(text) {
		queryText = text;
		writeHash();
		askSoon();
		update();
	}

	function setRange(next) {
		held.range = next;
		list.scrollTop = 0;
		update();
	}

	function clearFilter() {
		held.range = null;
		setQuery('');
	}

	function sortBy(column) {
		held.ascending = held.sort === column ? !held.ascending : column[0] === 'request';
		held.sort = column;
		list.scrollTop = 0;
		update();
	}

	function togglePause() {
		held.paused = !held.paused;
		app.announce(held.paused ? 'Paused' : 'Live');
		drawToolbar();
		if (!held.paused) load();
	}

	async function clear() {
		if (!confirm(`Drop ${plural(held.items.size, 'stored trace')} from the memory of the application? What was exported stays where it is.`)) return;
		const { status } = await app.api.del('/traces');
		if (status !== 204) {
			app.toast('The traces could not be cleared');
			return;
		}
		load();
		app.reloadMeta();
	}

	async function importFile({ target }) {
		const { status, body } = await app.api.post('/import', target.files[0]);
		target.value = '';
		if (status !== 200) {
			app.toast(body?.error ?? 'The application does not answer');
			return;
		}
		await load();
		app.reloadMeta();
		const index = view.findIndex((it) => it.traceId === body.traces[0]);
		if (index >= 0) select(index);
		app.toast(`Imported ${plural(body.traces.length, 'trace')}, ${plural(body.spans, 'span')}`);
	}

	function open(it) {
		held.selected = it.traceId;
		app.go(`#/traces/${it.traceId}`);
	}

	function selected() {
		return view.find((it) => it.traceId === held.selected);
	}

	function move(step) {
		if (!view.length) return;
		const index = view.indexOf(selected());
		const next = index < 0 ? step > 0 ? Math.floor(list.scrollTop / ROW) : view.length - 1 : index + step;
		select(Math.min(view.length - 1, Math.max(0, next)));
	}

	function select(index) {
		held.selected = view[index].traceId;
		rows.reveal(index, view.length);
		drawRows();
		list.focus({ preventScroll: true });
	}

	async function refresh(first) {
		if (first || !held.paused) await load();
		if (found && askedOf !== `${held.version} ${queryText}`) await ask();
		if (!view.length) draw();
	}

	const keys = {
		'/': () => part('#filter').focus(),
		Enter: () => Boolean(selected()) && open(selected()),
		Escape: () => Boolean(queryText || held.range) && clearFilter(),
		p: togglePause,
	};

	return {
		show(params, hashQuery) {
			queryText = hashQuery.get('q') ?? '';
			const top = app.listHash === location.hash ? held.scrollTop : 0;
			app.listHash = location.hash || '#/traces';
			found = queryText.trim() ? new Set() : null;
			askedOf = '';
			update();
			list.scrollTop = top;
			drawRows();
			return refresh(true);
		},
		refresh,
		connection: drawToolbar,
		key(event) {
			const step = rows.stepOf(event.key);
			if (step) move(step);
			return Boolean(step) || takesKey(keys, event);
		},
		unmount() {
			clearTimeout(asking);
			resized.disconnect();
			removeEventListener('themechange', drawScatterSoon);
		},
	};
}

function levelOf(it) {
	return it.error ? 'err' : it.slow ? 'warn' : '';
}

function rangeText({ from, to, min, max }) {
	return `${formatTime(from)} – ${formatTime(to)}${max === Infinity ? '' : ` · ${formatDuration(min)} – ${formatDuration(max)}`}`;
}

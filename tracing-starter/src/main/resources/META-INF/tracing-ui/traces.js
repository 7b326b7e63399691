import { html, nothing, render } from './lit-html.js';
import { badge, button, chip, createRows, failureBadge, icon, iconButton, liveButton, oncePerFrame, searchField, showDialog, sortButton, takesKey, traceName } from './core.js';
import { formatCount, formatDateTime, formatDuration, formatPercent, formatTime, formatZone, isToday, logScale, plural, shortType } from './format.js';
import { commoner } from './group.js';
import { attachCompletion } from './complete.js';
import { createEmptyList } from './emptylist.js';
import { createRates } from './rates.js';
import { queryHelp, termsOf, toggleTerm } from './query.js';
import { createScatter, levelOf, rangeText } from './scatter.js';
import { inRange, listHash, readListState, TraceList } from './tracelist.js';

const ROW = 32;
const LIMIT = 10_000;
/** @type {[string, string, (it: object) => unknown][]} */
const chips = [['Failed', 'failed:true', (it) => it.failed], ['Handled', 'handled:true', (it) => it.handled], ['Slow', 'slow:true', (it) => it.slow], ['N+1', 'n+1:true', (it) => it.nPlusOne]];
const columns = [['time', 'Time'], ['request', 'Request'], ['status', 'Status'], ['duration', 'Duration'], ['spans num', 'Spans'], ['sql num', 'SQL'], ['logs num', 'Logs'], ['flags', 'Flags']];

/** Kept during visits to other pages, so that the list is shown at once on return. */
const held = { list: new TraceList(), scrollTop: 0 };

export function mountTraces(host, app) {
	let sorted = [];
	let sortedKey = '';
	let view = [];
	let counts = chips.map(() => 0);

	render(listFrame(), host);
	const part = (selector) => host.querySelector(selector);
	const list = part('.list');
	const empty = part('.list-empty');
	const address = createAddress(app, (asks) => {
		list.scrollTop = 0;
		update();
		if (asks) filter.askSoon();
	});
	const { setQuery, addTerm, setRange, clearFilter, clearAll, sortBy } = address;
	const emptyList = createEmptyList(empty, app, held.list, { change: address.change, clear: clearAll });
	const scatter = createScatter(part('.scatter'), { setRange, open, announce: app.announce });
	const rates = createRates(part('.rates'), app);
	const rows = createTraceRows(list, linkOf, (it) => filter.matchOf(it.traceId));
	const filter = createFilter(app, () => address.state, update);
	const { selected, enterList, leaveFilter, takeFocus, move, select } = createSelection(list, rows, () => view);
	const bar = createToolbar(part('.toolbar'), app, { setQuery, setRange, load, isLive: () => !held.paused, togglePause, enterList, leaveFilter, imported, problems: filter.problems });
	const resized = new ResizeObserver(oncePerFrame(drawRows));
	resized.observe(list);
	list.addEventListener('scroll', oncePerFrame(drawRows), { passive: true });

	async function load() {
		const { loaded } = held.list;
		if (await fetchTraces(app) || !loaded) update();
	}

	function update() {
		const { state } = address;
		// While new traces arrive above, the visible rows stay in place.
		const at = Math.floor(list.scrollTop / ROW);
		const anchor = at > 0 ? view[at]?.traceId : undefined;
		const key = `${held.list.version} ${state.sort} ${state.ascending} ${state.service}`;
		if (key !== sortedKey) {
			sortedKey = key;
			sorted = held.list.sorted(state.sort, state.ascending);
			counts = countsOf(sorted, state.service);
			rows.measure(sorted);
		}
		const shown = sorted.filter(inRange(state.range));
		view = shown.filter((it) => filter.matches(it.traceId));
		scatter.set(shown, view);
		draw();
		const index = anchor ? view.findIndex((it) => it.traceId === anchor) : -1;
		if (index >= 0 && index !== at) {
			list.scrollTop += (index - at) * ROW;
			drawRows();
		}
	}

	function draw() {
		const { state } = address;
		bar.draw(state, counts, view.length);
		render(notices(), part('.notice'));
		list.hidden = !view.length;
		empty.hidden = view.length > 0;
		part('.scatter').hidden = !held.list.items.size;
		if (view.length) emptyList.hide();
		else emptyList.draw(state, filter.isAsking());
		rows.drawHead(view, state, sortBy);
		drawRows();
	}

	function drawRows() {
		rows.draw(view);
		held.scrollTop = list.scrollTop;
	}

	function notices() {
		const removeGone = () => {
			held.list.removeGone();
			update();
		};
		return html`${app.compared ? comparedNotice(app.compared, endComparing) : nothing}${restartNotice(held.list.gone().length, removeGone)}${address.state.range ? whyGroup(view, sorted, addTerm) : nothing}`;
	}

	function togglePause() {
		held.paused = !held.paused;
		app.announce(held.paused ? 'Paused' : 'Live');
		draw();
		if (!held.paused) load();
	}

	async function imported(ids) {
		await load();
		const index = view.findIndex((it) => it.traceId === ids[0]);
		if (index >= 0) select(index);
	}

	function open(it) {
		held.selected = it.traceId;
		app.go(linkOf(it));
	}

	function linkOf(it) {
		return traceLink(app.compared?.traceId, it.traceId, filter.matchOf(it.traceId));
	}

	function endComparing() {
		app.compared = null;
		update();
	}

	const keys = {
		'/': () => part('#filter').focus(),
		Enter: () => Boolean(selected()) && open(selected()),
		Escape: () => app.compared ? endComparing() : Boolean(address.state.q || address.state.range) && clearFilter(),
		p: togglePause,
	};

	async function refresh(first) {
		if (first || !held.paused) {
			rates.refresh();
			await load();
		}
		await filter.askAgain();
		if (!view.length) draw();
	}

	return {
		show(params, query) {
			const top = app.listHash === location.hash ? held.scrollTop : 0;
			address.read(query);
			filter.start();
			update();
			list.scrollTop = top;
			drawRows();
			return refresh(true).then(takeFocus);
		},
		refresh,
		connection: draw,
		key(event) {
			const step = rows.stepOf(event.key);
			if (step) move(step);
			return Boolean(step) || takesKey(keys, event);
		},
		unmount() {
			filter.dispose();
			scatter.dispose();
			resized.disconnect();
		},
	};
}

/** While the other trace of a comparison is being chosen, a row leads to the comparison; otherwise to the match. */
function traceLink(comparedId, traceId, match) {
	if (comparedId && comparedId !== traceId) return `#/compare/${comparedId}/${traceId}`;
	return `#/traces/${traceId}${match?.spanId ? `/${match.spanId}` : ''}`;
}

/** How many traces each chip would leave. */
function countsOf(all, service) {
	const counted = service ? all.filter((it) => it.services?.includes(service)) : all;
	return chips.map(([, , test]) => counted.filter(test).length);
}

function listFrame() {
	return html`<div class="traces">
		<h1 class="sr">Traces</h1>
		<div class="toolbar"></div>
		<div class="notice"></div>
		<div class="overview"><div class="scatter"></div><aside class="rates" aria-label="Requests" hidden></aside></div>
		<div class="list" role="grid" aria-label="Traces" tabindex="0"><div role="rowgroup" class="list-head"></div><div role="rowgroup" class="list-body"><div class="list-rows" role="presentation"></div></div></div>
		<div class="list-empty" hidden></div>
	</div>`;
}

/** Whether there is anything new. */
async function fetchTraces(app) {
	const { instanceId, seq, generation } = held.list;
	// A new process counts from 0 again, so for a long time it would report nothing new.
	const known = app.meta && instanceId && app.meta.instanceId !== instanceId ? {} : { after: seq, generation };
	const { status, body } = await app.api.get('/traces', { ...known, limit: LIMIT });
	if (status === 200 && held.list.take(body)) {
		held.restartedUs = app.meta?.instanceId === body.instanceId ? app.meta.startedAtUs : Date.now() * 1000;
		for (const it of held.list.gone()) app.lost.set(it.traceId, held.restartedUs);
		app.reloadMeta();
	}
	return status === 200;
}

/** The state of the list, which is in the address so that it can be shared and restored. */
function createAddress(app, changed) {
	const address = { state: readListState(new URLSearchParams()), read, setQuery, addTerm, setRange, clearFilter, clearAll, sortBy, change };

	function read(query) {
		address.state = readListState(query);
		app.listHash = location.hash || '#/traces';
	}

	function change(next) {
		const asks = next.q !== undefined;
		address.state = { ...address.state, ...next };
		app.listHash = listHash(address.state);
		history.replaceState(null, '', app.listHash);
		changed(asks);
	}

	function setQuery(q) {
		change({ q });
	}

	function addTerm(term) {
		setQuery(toggleTerm(address.state.q, term));
	}

	function setRange(range) {
		change({ range });
	}

	function clearFilter() {
		change({ q: '', range: null });
	}

	function clearAll() {
		clearFilter();
		if (app.service) app.chooseService('');
	}

	function sortBy(sort) {
		const { state } = address;
		change({ sort, ascending: state.sort === sort ? !state.ascending : sort === 'request' });
	}

	return address;
}

/** The row that the keyboard has selected. */
function createSelection(list, rows, view) {
	function selected() {
		return view().find((it) => it.traceId === held.selected);
	}

	function select(index) {
		held.selected = view()[index].traceId;
		rows.reveal(index, view().length);
		rows.draw(view());
		list.focus({ preventScroll: true });
	}

	function move(step) {
		const all = view();
		if (!all.length) return;
		const index = all.indexOf(selected());
		const next = index < 0 ? step > 0 ? Math.floor(list.scrollTop / ROW) : all.length - 1 : index + step;
		select(Math.min(all.length - 1, Math.max(0, next)));
	}

	function enterList() {
		list.focus();
		if (!selected()) move(1);
	}

	/** A list without rows is hidden, so it cannot get the focus. */
	function leaveFilter() {
		if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
		list.focus();
	}

	/** On return, the focus is on the row. */
	function takeFocus() {
		if (selected() && document.activeElement !== list && document.activeElement?.contains(list)) list.focus({ preventScroll: true });
	}

	return { selected, select, move, enterList, leaveFilter, takeFocus };
}

function comparedNotice(compared, cancel) {
	return html`<div class="banner info" role="status">${icon('info')}<strong>Compare ${compared.name}, ${formatDuration(compared.durationUs)}</strong>
		<p>with the trace that you choose in the list.</p>${button('Cancel', cancel, { kind: 'small' })}</div>`;
}

function restartNotice(gone, remove) {
	return gone ? html`<div class="banner info" role="status">${icon('info')}<strong>Application restarted at ${formatTime(held.restartedUs)}</strong>
		<p>${plural(gone, 'older trace is gone', 'older traces are gone')}: the rows stay for comparison, their spans are lost.</p>
		${button('Remove', remove, { kind: 'small' })}</div>` : nothing;
}

/** The application filters, because it has the spans, after a short pause in typing. */
function createFilter(app, state, changed) {
	/** @type {Map<string, object> | null} */
	let found = null;
	let problems = [];
	let askedOf = '';
	let asking = 0;

	/** Empty for all traces. */
	function wanted() {
		const { q, service } = state();
		return q.trim() || service ? JSON.stringify([service, q]) : '';
	}

	async function ask() {
		const { q, service } = state();
		const asked = wanted();
		const version = `${held.list.version} ${asked}`;
		const { status, body } = await app.api.get('/traces', { after: 0, limit: LIMIT, q, service });
		if (asked !== wanted() || status !== 200) return;
		found = new Map(body.items.map((it) => [it.traceId, it.match]));
		problems = body.problems ?? [];
		askedOf = version;
		changed();
	}

	return {
		matches: (traceId) => !found || found.has(traceId),
		matchOf: (traceId) => found?.get(traceId),
		problems: () => problems,
		isAsking: () => Boolean(found) && !askedOf,
		start() {
			found = wanted() ? new Map() : null;
			askedOf = '';
		},
		askSoon() {
			clearTimeout(asking);
			if (wanted()) asking = setTimeout(ask, 80);
			else {
				found = null;
				problems = [];
				changed();
			}
		},
		askAgain: () => found && askedOf !== `${held.list.version} ${wanted()}` ? ask() : undefined,
		dispose: () => clearTimeout(asking),
	};
}

function createToolbar(host, app, actions) {
	const { setQuery, setRange, load, isLive, togglePause, enterList, leaveFilter, imported, problems } = actions;
	let completes = false;

	function draw({ q, range }, counts, shown) {
		const total = held.list.total();
		const terms = termsOf(q);
		const filterKeys = { Escape: () => q ? setQuery('') : leaveFilter(), Enter: enterList, ArrowDown: enterList };
		render(html`
			${searchField('filter', 'Filter traces', 'Filter: text, status:5xx, duration>100ms, sql>10', q, setQuery, filterKeys, iconButton('help', 'Fields of the filter', showHelp))}${problems().map((it) => badge('warn', it))}
			${chips.map(([text, term], index) => chip(html`${text}<span class="count">${formatCount(counts[index])}</span>`, terms.includes(term), () => setQuery(toggleTerm(q, term))))}
			${range ? button(html`${rangeText(range)}${icon('close')}`, () => setRange(null), { look: 'chip on', title: 'Show all times and durations' }) : ''}
			<span class="grow"></span>
			<span class="shown" role="status">${formatCount(shown)} of ${formatCount(total)}</span>
			${liveButton(isLive(), togglePause, app)}
			${app.meta?.readOnly ? '' : html`<label class="btn" title="OTLP or Jaeger JSON file">Import<input type="file" class="sr" accept=".json,.gz" @change=${importFile}></label>
				${button('Clear', clear, { disabled: !total })}`}
		`, host);
		if (!completes) attachCompletion(host.querySelector('#filter'), app, setQuery);
		completes = true;
	}

	function showHelp() {
		showDialog('Fields of the filter', html`<p class="muted">All terms must hold, or one of those with OR between them.</p><dl class="keys fields">${queryHelp.map(([term, text]) => html`<div><dt><code>${term}</code></dt><dd>${text}</dd></div>`)}</dl>`);
	}

	async function clear() {
		if (!confirm(`Drop ${plural(held.list.total(), 'stored trace')} from the memory of the application? What was exported stays where it is.`)) return;
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
		await imported(body.traces);
		app.reloadMeta();
		app.toast(`Imported ${plural(body.traces.length, 'trace')}, ${plural(body.spans, 'span')}`);
	}

	return { draw };
}

function createTraceRows(list, linkOf, matchOf) {
	let scale = logScale(1, 2);
	let dated = false;
	const rows = createRows(list, ROW);

	function drawHead(view, { sort, ascending }, sortBy) {
		list.setAttribute('aria-rowcount', view.length + 1);
		list.classList.toggle('dated', dated);
		render(html`<div class="list-row head" role="row" aria-rowindex="1">${columns.map(([look, title]) => {
			const [id] = look.split(' ');
			const active = sort === id;
			return html`<span role="columnheader" class="c-${look}" aria-sort=${active ? ascending ? 'ascending' : 'descending' : nothing} title=${id === 'time' ? `In the time zone of this browser, ${formatZone()}` : nothing}>${
				sortButton(title, active, ascending, () => sortBy(id))}</span>`;
		})}</div>`, list.firstElementChild);
	}

	function row(it, index) {
		const others = (it.services?.length ?? 1) - 1;
		const match = matchOf(it);
		const number = (count) => html`<span role="gridcell" class="num ${count ? '' : 'muted'}">${formatCount(count)}</span>`;
		return html`<div class="list-row ${it.gone ? 'gone' : ''}" role="row" id="trace-${it.traceId}" aria-rowindex=${index + 2} aria-selected=${it.traceId === held.selected} @click=${() => held.selected = it.traceId}>
			<span role="gridcell" class="mono c-time" title=${formatDateTime(it.startUs)}>${formatTime(it.startUs)}</span>
			<span role="gridcell" class="c-request"><a tabindex="-1" href=${linkOf(it)} title=${it.path ?? it.name}>${traceName(it)}</a>${
				match ? html`<span class="match-text ellipsis" title="Found in ${match.field}: ${match.text}">${match.field} <q>${match.text}</q></span>` : ''}${
				others > 0 ? badge('', `+${plural(others, 'service')}`, it.services.join(', ')) : ''}${it.imported ? badge('', 'imported', 'Read from a file') : ''}${
				it.complete ? '' : badge('', 'running', 'The root span has not ended yet')}</span>
			<span role="gridcell" class="mono c-status ${it.status >= 500 ? 'text-err' : it.status >= 400 ? 'text-warn' : ''}">${it.status ?? '–'}</span>
			<span role="gridcell" class="c-duration"><span class="num">${formatDuration(it.durationUs)}</span><i class="bar ${levelOf(it)}" .style="--part:${scale(it.durationUs).toFixed(3)}"></i></span>
			${[it.spanCount, it.sqlCount, it.logCount].map(number)}
			<span role="gridcell" class="c-flags">${failureBadge(it)}${
				it.before ? badge('accent', beforeText(it), 'The median of this route before the restart, and this request') : ''}${
				it.nPlusOne ? badge('warn', `N+1 ×${it.nPlusOne}`) : ''}${it.slow ? badge('warn', 'SLOW') : ''}</span>
		</div>`;
	}

	return {
		measure(all) {
			scale = logScale(1000, all.reduce((max, it) => Math.max(max, it.durationUs), 10_000));
			const [first, last] = all.reduce(([min, max], it) => [Math.min(min, it.startUs), Math.max(max, it.startUs)], [Infinity, 0]);
			dated = all.length > 0 && !(isToday(first) && isToday(last));
		},
		drawHead,
		draw: (view) => rows.draw(view, view.find((it) => it.traceId === held.selected), row),
		reveal: rows.reveal,
		stepOf: rows.stepOf,
	};
}

/** What is more common in the selected part than elsewhere. */
function whyGroup(view, all, addTerm) {
	const inside = new Set(view);
	const found = commoner(view, all.filter((it) => !inside.has(it)));
	if (!view.length) return nothing;
	return html`<div class="banner info why" role="status">${icon('info')}<strong>${plural(view.length, 'trace')} chosen</strong>
		<p>${found.length ? 'Commoner here than among the others:' : 'Nothing is commoner here than among the others.'}</p>
		${found.map((it) => button(html`${it.name} <b>${it.name === 'error' ? shortType(it.value) : it.value}</b><span class="count">${formatPercent(it.inside)} / ${formatPercent(it.outside)}</span>`,
			() => addTerm(it.term), { look: 'chip', title: `${formatPercent(it.inside)} of these, ${formatPercent(it.outside)} of the others: add to the filter` }))}</div>`;
}

function beforeText({ before, durationUs, sqlCount }) {
	return `${formatDuration(before.p50Us)} → ${formatDuration(durationUs)}${before.sql === sqlCount ? '' : `, SQL ${before.sql} → ${sqlCount}`}`;
}

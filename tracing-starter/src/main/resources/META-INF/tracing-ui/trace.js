import { html, nothing, render } from './lit-html.js';
import { createBanners } from './banners.js';
import { badge, chip, button, copyText, emptyState, failureBadge, icon, iconButton, searchField, segments, takesKey, traceName } from './core.js';
import { isSafeLink } from './editors.js';
import { createPlans } from './explain.js';
import { formatBytes, formatCount, formatDateTime, formatDuration, formatTime, formatZone, plural } from './format.js';
import { spanDetails } from './pane.js';
import { parseQuery, queryProblem } from './query.js';
import { createWaterfall } from './waterfall.js';

export function mountTrace(host, app) {
	let traceId = '';
	let view = null;
	let complete = false;

	async function load(spanId) {
		const asked = traceId;
		const { status, body } = await app.api.get(`/traces/${encodeURIComponent(asked)}`);
		// The reason why it is gone must be current.
		if (status === 404) await app.reloadMeta();
		if (asked !== traceId) return;
		if (status === 200) {
			complete = body.summary.complete;
			if (view) view.setTrace(body);
			else {
				view = createTraceView(host, body, app);
				view.select(spanId, true);
				view.focus();
			}
			document.title = `${body.summary.name} · ${app.meta?.app ?? 'Tracing'}`;
		}
		else if (!view || status === 404) {
			close();
			complete = status === 404;
			const content = complete
				? { title: 'This trace is not stored', text: goneText(app.meta, app.lost.get(asked)) }
				: { title: 'The trace could not be loaded', icon: 'error', text: 'The application does not answer; the page tries again.' };
			render(html`<h1 class="sr">Trace</h1>${emptyState({ ...content, actions: html`<a class="btn" href=${app.listHash}>All traces</a>` }, app)}`, host);
		}
	}

	function close() {
		view?.dispose();
		view = null;
		complete = true;
		render(nothing, host);
	}

	return {
		show([id, spanId]) {
			if (id === traceId && view) return view.select(spanId, true);
			close();
			traceId = id;
			return load(spanId);
		},
		refresh: () => complete ? undefined : load(),
		key: (event) => view?.key(event) || takesKey({ Escape: () => app.go(app.listHash) }, event),
		unmount() {
			traceId = '';
			close();
		},
	};
}

function goneText(meta, lostUs) {
	if (lostUs) return `The application restarted at ${formatTime(lostUs)} and keeps traces in memory: it is lost. The exporter may still have sent it.`;
	const { evicted, maxBytes, traces } = meta?.store ?? {};
	const since = meta?.startedAtUs ? `The application keeps traces in memory, and has been running since ${formatTime(meta.startedAtUs)}: those from before are lost. ` : '';
	const full = evicted ? `${plural(evicted, 'older trace has', 'older traces have')} made room for the ${formatCount(traces)} that are stored, as tracing.ui.store.max-size allows ${formatBytes(maxBytes)}. ` : '';
	return `${since}${full}${evicted ? 'Or it' : 'It may have been evicted by newer ones, or it'} was cleared. The exporter may still have sent it.`;
}

export function showStandalone(host, trace, meta) {
	const app = { meta, standalone: true, announce() {}, copy: copyText };
	const view = createTraceView(host, trace, app);
	document.title = `${trace.summary.name} · ${meta?.app ?? ''}`;
	addEventListener('keydown', (event) => {
		const field = event.target instanceof Element && event.target.closest('input, textarea');
		if (!field && !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector('dialog[open]') && view.key(event)) event.preventDefault();
	});
}

function createTraceView(host, first, app) {
	let trace = first;
	let spansById = new Map();
	let selected = null;

	render(html`<div class="trace">
		<div class="trace-main">
			<div class="trace-head"></div>
			<div class="insights"></div>
			<div class="minimap"></div>
			<div class="trace-tools" role="toolbar" aria-label="Spans"></div>
			<div class="spans"></div>
		</div>
		<aside class="pane" aria-label="Details of the span" tabindex="-1" hidden></aside>
	</div>`, host);
	const part = (selector) => host.querySelector(selector);
	const pane = part('.pane');
	const plans = createPlans(app, first.summary.traceId, drawPane);
	const banners = createBanners(part('.insights'), app, showSpans);
	const waterfall = createWaterfall(part('.spans'), part('.minimap'), {
		onSelect: (span) => select(span.spanId),
		announce: app.announce,
		onZoom: (zoomed) => tools.setZoomed(zoomed),
		onLines: () => tools.setMode('logs'),
	});
	const tools = createSpanTools(part('.trace-tools'), waterfall, app, () => trace, () => selected);

	function setTrace(next) {
		trace = next;
		spansById = new Map(trace.spans.map((it) => [it.spanId, it]));
		for (const it of trace.spans) it.described = trace.resources?.[it.resource] ?? [];
		waterfall.setSpans(trace.spans, trace.logs);
		render(traceHead(trace, app, { copyId, copyCurl }), part('.trace-head'));
		banners.set(trace.insights);
		tools.findAgain();
		drawPane();
	}

	function select(spanId, reveal = false) {
		const before = selected;
		selected = spansById.get(spanId) ?? null;
		if (selected !== before) {
			pane.scrollTop = 0;
			for (const open of pane.querySelectorAll('details')) open.open = false;
		}
		if (!app.standalone) history.replaceState(null, '', `#/traces/${trace.summary.traceId}${selected ? `/${selected.spanId}` : ''}`);
		drawPane();
		if (reveal || !selected) waterfall.select(selected?.spanId, reveal);
	}

	function copyId() {
		app.copy(trace.summary.traceId, 'trace id');
	}

	function copyCurl() {
		if (trace.curl) app.copy(trace.curl, `curl command${/^P/.test(trace.summary.method) ? '; the body is not recorded' : ''}`);
	}

	function showSpans(spanIds) {
		select(spanIds[0]);
		waterfall.select(spanIds[0], spanIds.length === 1);
		waterfall.set({ ringed: new Set(spanIds) });
		waterfall.reveal(spanIds[0]);
		waterfall.focus();
	}

	function drawPane() {
		pane.hidden = !selected;
		part('.trace').classList.toggle('with-pane', Boolean(selected));
		render(selected ? spanDetails(selected, { logs: trace.logs.filter((it) => it.spanId === selected.spanId), stacks: trace.stacks }, app, closePane, plans) : nothing, pane);
	}

	function closePane() {
		if (!selected) return false;
		waterfall.set({ ringed: new Set() });
		select(null);
		waterfall.focus();
		return true;
	}

	const traceKeys = { ...tools.keys, Escape: closePane, y: copyId, x: copyCurl };

	setTrace(first);
	return {
		setTrace, select,
		focus: waterfall.focus,
		dispose: waterfall.dispose,
		key(event) {
			// While the focus is in the pane, keys that scroll are handled by the pane.
			const scrolls = pane.contains(document.activeElement) && /^(Arrow|Page|Home|End)/.test(event.key);
			return !scrolls && (takesKey(traceKeys, event) || waterfall.key(event));
		},
	};
}

function traceHead(trace, app, { copyId, copyCurl }) {
	const { name, path, status, complete, durationUs, startUs, spanCount, sqlCount, sqlUs, services, traceId } = trace.summary;
	const jaeger = app.meta?.jaegerUrl;
	const logs = trace.logs.length && plural(trace.logs.length, 'log');
	return html`
		<div class="trace-title">
			${app.standalone ? '' : html`<a class="btn ghost small square" href=${app.listHash} aria-label="All traces" title="All traces (Esc)">${icon('left')}</a>`}
			${status === undefined ? '' : badge(status >= 500 ? 'err' : status >= 400 ? 'warn' : 'ok', html`<b class="mono">${status}</b>`)}
			<h1 title=${path ?? name}>${traceName(trace.summary)}</h1>
			${failureBadge(trace.summary)}
			${complete ? '' : badge('accent', 'running')}
		</div>
		<div class="trace-actions">
			${button('Copy id', copyId, { title: 'Copy the trace id (y)' })}
			${app.standalone ? '' : button('Copy as Markdown', async () => app.copy(await (await fetch(`api/v1/traces/${traceId}/markdown`)).text(), 'Markdown'), { title: 'For a ticket, or for an assistant' })}
			${trace.curl ? button('Copy as curl', copyCurl, { title: 'Copy the request as a command (x)' }) : ''}
			${app.standalone ? '' : html`<details class="menu"><summary class="btn">Share${icon('chevron')}</summary><div class="list">${
				[['otlp', 'OTLP JSON'], ['jaeger', 'Jaeger JSON'], ['html', 'HTML file']].map(([format, text]) => html`<a class="item" download href="api/v1/traces/${traceId}/export?format=${format}">${text}</a>`)}</div></details>`}
			${app.standalone ? '' : html`<details class="menu"><summary class="btn">Compare${icon('chevron')}</summary><div class="list">
				${complete ? html`<a class="item" href="#/compare/median/${traceId}">with the median of its route</a>` : ''}
				<button class="item" @click=${() => app.compareWith(trace.summary)}>with another trace …</button></div></details>`}
			${isSafeLink(jaeger) ? html`<a class="btn" href="${jaeger.replace(/\/$/, '')}/trace/${traceId}" target="_blank" rel="noreferrer">Jaeger ↗</a>` : ''}
		</div>
		<div class="trace-facts">
			<b>${formatDuration(durationUs)}</b>
			<span title=${formatDateTime(startUs)}>${formatTime(startUs, true)} <span class="muted">${formatZone(startUs)}</span></span>
			<span>${plural(spanCount, 'span')}</span>
			${sqlCount ? html`<span>${formatCount(sqlCount)} SQL · ${formatDuration(sqlUs)}</span>` : ''}
			${services.length > 1 ? html`<span title=${services.join(', ')}>${plural(services.length, 'service')}</span>` : ''}
			${logs ? app.standalone ? html`<span>${logs}</span>` : html`<a href="#/logs?traceId=${traceId}">${logs}</a>` : ''}
			<code class="muted ellipsis">${traceId}</code>
		</div>`;
}

/** The search for spans, and the choice of the view. */
function createSpanTools(host, waterfall, app, trace, selected) {
	let findText = '';
	let matches = [];
	let matchAt = 0;
	let onlyMatches = false;
	let mode = 'tree';
	let criticalShown = true;
	let zoomed = false;

	function draw() {
		const count = matches.length;
		const problem = queryProblem(findText, trace());
		render(html`
			${searchField('find', 'Find spans', 'Find: text, duration>5ms, error:true', findText, find, findKeys, findText ? html`<span class="found" role="status">${count ? `${matchAt + 1}/${formatCount(count)}` : 'none'}</span>` : nothing)}${problem ? badge('warn', problem) : ''}
			${iconButton('left', 'Previous match', () => step(-1), { disabled: !count })}
			${iconButton('right', 'Next match', () => step(1), { disabled: !count })}
			${chip('Only matches', onlyMatches, toggleOnly)}
			<span class="grow"></span>
			${zoomed ? button('Reset zoom', waterfall.resetZoom, { kind: 'small' }) : ''}
			${mode === 'tree' ? chip('Critical path', criticalShown, toggleCritical) : ''}
			${segments('View', [['tree', 'Tree'], ['flame', 'Flame'], ['sums', 'Statistics'], ...trace().logs.length ? [['logs', 'Logs']] : []], mode, setMode)}`, host);
	}

	function find(text, restart = true) {
		findText = text;
		const wanted = text.trim();
		matches = wanted ? trace().spans.filter(parseQuery(text, trace())) : [];
		matchAt = restart ? 0 : Math.max(0, Math.min(matchAt, matches.length - 1));
		waterfall.set({ matching: wanted ? new Set(matches.map((it) => it.spanId)) : null, onlyMatches });
		if (restart) waterfall.reveal(matches[0]?.spanId);
		draw();
	}

	function step(by) {
		if (!matches.length) return;
		// The first match is already visible, but not selected.
		if (matches[matchAt] === selected() || by < 0) matchAt = (matchAt + by + matches.length) % matches.length;
		waterfall.goTo(matches[matchAt]);
		draw();
		app.announce(`${matches[matchAt].name}, ${matchAt + 1} of ${matches.length}`);
	}

	const findKeys = {
		Enter: (event) => step(event.shiftKey ? -1 : 1),
		Escape: () => findText ? find('') : waterfall.focus(),
		ArrowDown: () => waterfall.focus(),
	};

	function toggleOnly() {
		onlyMatches = !onlyMatches;
		find(findText, false);
	}

	function toggleCritical() {
		criticalShown = !criticalShown;
		waterfall.set({ criticalShown });
		draw();
	}

	function setMode(next) {
		mode = next;
		waterfall.set({ mode });
		draw();
	}

	return {
		setMode,
		findAgain: () => find(findText, false),
		setZoomed(now) {
			zoomed = now;
			draw();
		},
		keys: {
			'/': () => host.querySelector('#find').focus(),
			c: toggleCritical,
			f: () => setMode(mode === 'flame' ? 'tree' : 'flame'),
		},
	};
}

import { html, nothing, render } from './lit-html.js';
import { badge, button, categories, chip, codeLink, copyButton, copyText, emptyState, formatCount, formatDateTime, formatDuration, formatTime, icon, iconButton, plural, requestName, searchField, segments, shortType, takesKey } from './core.js';
import { parseQuery, queryProblem, queryTerm, ruleLink, tracesLink } from './query.js';
import { createWaterfall, spanName } from './waterfall.js';

export function mountTrace(host, app) {
	let traceId = '';
	let view = null;
	let complete = false;

	async function load(spanId) {
		const asked = traceId;
		const { status, body } = await app.api.get(`/traces/${encodeURIComponent(asked)}`);
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
				? { title: 'This trace is not stored any more', text: 'Newer traces took its place, or it was cleared. The exporter may still have sent it.' }
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

export function showStandalone(host, trace, meta) {
	const app = { meta, standalone: true, announce() {}, copy: copyText };
	const view = createTraceView(host, trace, app);
	document.title = `${trace.summary.name} · ${meta?.app ?? ''}`;
	addEventListener('keydown', (event) => {
		const field = event.target.closest?.('input, textarea');
		if (!field && !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector('dialog[open]') && view.key(event)) event.preventDefault();
	});
}

function createTraceView(host, first, app) {
	let trace = first;
	let spansById = new Map();
	let selected = null;
	let findText = '';
	let matches = [];
	let matchAt = 0;
	let onlyMatches = false;
	let mode = 'tree';
	let criticalShown = true;
	let zoomed = false;

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
	const waterfall = createWaterfall(part('.spans'), part('.minimap'), {
		onSelect: (span) => select(span.spanId),
		onZoom(now) {
			zoomed = now;
			drawTools();
		},
	});

	function setTrace(next) {
		trace = next;
		spansById = new Map(trace.spans.map((it) => [it.spanId, it]));
		waterfall.setSpans(trace.spans);
		drawHead();
		render(trace.insights.map(banner), part('.insights'));
		find(findText, false);
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

	function drawHead() {
		const { name, path, status, error, complete, durationUs, startUs, spanCount, sqlCount, sqlUs, services, traceId } = trace.summary;
		const jaeger = app.meta?.jaegerUrl;
		const logs = trace.logs.length && plural(trace.logs.length, 'log');
		render(html`
			<div class="trace-title">
				${app.standalone ? '' : html`<a class="btn ghost small square" href=${app.listHash} aria-label="All traces" title="All traces (Esc)">${icon('left')}</a>`}
				${status === undefined ? '' : badge(status >= 500 ? 'err' : status >= 400 ? 'warn' : 'ok', html`<b class="mono">${status}</b>`)}
				<h1 title=${path ?? name}>${requestName(trace.summary)}</h1>
				${error ? badge('err', html`<span class="ellipsis">! ${shortType(error)}</span>`, error) : ''}
				${complete ? '' : badge('accent', 'running')}
			</div>
			<div class="trace-actions">
				${button('Copy id', copyId, { title: 'Copy the trace id (y)' })}
				${trace.curl ? button('Copy as curl', copyCurl, { title: 'Copy the request as a command (x)' }) : ''}
				${app.standalone ? '' : html`<details class="menu"><summary class="btn">Share${icon('chevron')}</summary><div class="list">${
					[['otlp', 'OTLP JSON'], ['jaeger', 'Jaeger JSON'], ['html', 'HTML file']].map(([format, text]) => html`<a class="item" download href="api/v1/traces/${traceId}/export?format=${format}">${text}</a>`)}</div></details>`}
				${/^https?:\/\//.test(jaeger) ? html`<a class="btn" href="${jaeger.replace(/\/$/, '')}/trace/${traceId}" target="_blank" rel="noreferrer">Jaeger ↗</a>` : ''}
			</div>
			<div class="trace-facts">
				<b>${formatDuration(durationUs)}</b>
				<span title=${formatDateTime(startUs)}>${formatTime(startUs, true)}</span>
				<span>${plural(spanCount, 'span')}</span>
				${sqlCount ? html`<span>${formatCount(sqlCount)} SQL · ${formatDuration(sqlUs)}</span>` : ''}
				${services.length > 1 ? html`<span title=${services.join(', ')}>${plural(services.length, 'service')}</span>` : ''}
				${logs ? app.standalone ? html`<span>${logs}</span>` : html`<a href="#/logs?traceId=${traceId}">${logs}</a>` : ''}
				<code class="muted ellipsis">${traceId}</code>
			</div>`, part('.trace-head'));
	}

	function copyId() {
		app.copy(trace.summary.traceId, 'trace id');
	}

	function copyCurl() {
		if (trace.curl) app.copy(trace.curl, `curl command${/^P/.test(trace.summary.method) ? '; the body is not recorded' : ''}`);
	}

	function banner({ level, title, text, callSite, spanIds }) {
		const expand = ({ currentTarget }) => currentTarget.ariaExpanded = currentTarget.parentElement.classList.toggle('open');
		const show = () => {
			select(spanIds[0]);
			waterfall.select(spanIds[0], spanIds.length === 1);
			waterfall.set({ ringed: new Set(spanIds) });
			waterfall.reveal(spanIds[0]);
			waterfall.focus();
		};
		return html`<div class="banner ${level === 'error' ? 'err' : level}">${icon(level)}<strong title=${title}>${title}</strong><p>${text}</p>
			${callSite ? codeLink(callSite, app) : ''}
			${spanIds.length ? button('Show', show, { kind: 'small' }) : ''}
			${text ? html`<button class="btn ghost small square expand" aria-expanded="false" aria-label="Whole text" @click=${expand}>${icon('chevron')}</button>` : ''}</div>`;
	}

	function drawTools() {
		const count = matches.length;
		render(html`
			${searchField('find', 'Find spans', 'Find: text, duration>5ms, error:true', findText, find, findKeys, findText ? html`<span class="found" role="status">${count ? `${matchAt + 1}/${formatCount(count)}` : 'none'}</span>` : nothing)}${queryProblem(findText)}
			${iconButton('left', 'Previous match', () => step(-1), { disabled: !count })}
			${iconButton('right', 'Next match', () => step(1), { disabled: !count })}
			${chip('Only matches', onlyMatches, toggleOnly)}
			<span class="grow"></span>
			${zoomed ? button('Reset zoom', waterfall.resetZoom, { kind: 'small' }) : ''}
			${chip('Critical path', criticalShown, toggleCritical)}
			${segments('View', [['tree', 'Tree'], ['flame', 'Flame']], mode, setMode)}`, part('.trace-tools'));
	}

	function find(text, restart = true) {
		findText = text;
		const wanted = text.trim();
		matches = wanted ? trace.spans.filter(parseQuery(text)) : [];
		matchAt = restart ? 0 : Math.max(0, Math.min(matchAt, matches.length - 1));
		waterfall.set({ matching: wanted ? new Set(matches.map((it) => it.spanId)) : null, onlyMatches });
		if (restart) waterfall.reveal(matches[0]?.spanId);
		drawTools();
	}

	function step(by) {
		if (!matches.length) return;
		// The first is in sight already, but not selected.
		if (matches[matchAt] === selected || by < 0) matchAt = (matchAt + by + matches.length) % matches.length;
		waterfall.goTo(matches[matchAt]);
		drawTools();
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
		drawTools();
	}

	function setMode(next) {
		mode = next;
		waterfall.set({ mode });
		drawTools();
	}

	function drawPane() {
		pane.hidden = !selected;
		part('.trace').classList.toggle('with-pane', Boolean(selected));
		render(selected ? details(selected) : nothing, pane);
	}

	function details(span) {
		const { sql, code, exception, links } = span;
		const logs = trace.logs.filter((it) => it.spanId === span.spanId);
		const events = span.events.filter((it) => !exception || it.name !== 'exception');
		const list = (items, template) => html`<ul class="lines">${items.map((it) => html`<li>${template(it)}</li>`)}</ul>`;
		const attributes = span.attributes.filter(({ value }) => value !== sql?.text).sort((a, b) => a.key < b.key ? -1 : 1);
		return html`
			<header><h2>${spanName(span)}</h2>${app.standalone || app.meta?.readOnly ? '' : html`<a class="btn ghost small" href=${ruleLink(span)} title="A rule for spans like this one: drop it, record a share, hide an attribute">Make a rule</a>`}${iconButton('close', 'Close', () => select(null))}</header>
			<p class="pane-facts">${categories[span.category]?.[1]} · ${formatDuration(span.durationUs)} · self ${formatDuration(span.selfUs)} · starts +${span.offsetUs ? formatDuration(span.offsetUs) : 0}</p>
			${span.status === 'error' ? html`<p class="pane-status">${badge('err', '! error')} <span>${span.statusDescription ?? (exception ? '' : span.error ?? '')}</span></p>` : ''}
			${sql ? section(html`SQL <span class="muted">${[sql.system, sql.rows === undefined ? '' : plural(sql.rows, 'row')].filter(Boolean).join(' · ')}</span>`, html`<div class="code">${formatSql(sql.text)}</div>`, copyButton(sql.text, 'SQL', app)) : ''}
			${code ? section('Call site', html`<p class="call-site">${codeLink(code, app)}<span class="muted mono">${code.function}</span></p>`) : ''}
			${exception ? section('Exception', html`<div class="code stack">${stackTrace(exception, '')}</div>`, copyButton(exceptionText(exception), 'stack trace', app)) : ''}
			${events.length ? section('Events', list(events, (it) => html`<span class="muted mono">+${formatDuration(it.offsetUs)}</span><span>${it.name}${
				it.attributes.map(({ key, value }) => html`<br><span class="muted mono">${key}</span> <span class="mono">${String(value)}</span>`)}</span>`)) : ''}
			${logs.length ? section('Logs', list(logs, logLine)) : ''}
			${links.length ? section('Links', list(links, (it) => app.standalone ? html`<code>${it.traceId}</code>` : html`<a class="mono" href="#/traces/${it.traceId}/${it.spanId}">${it.traceId.slice(0, 16)}… / ${it.spanId}</a>`)) : ''}
			${section('Attributes', html`<dl class="attributes">${attributes.map((it) => attribute(it, true))}</dl>`)}
			${section('Span', html`<dl class="attributes">${[
				['span id', span.spanId], ['parent id', span.parentId], ['kind', span.kind], ['service', span.service],
				['on critical path', span.criticalUs && formatDuration(span.criticalUs)], ['recorded by', span.scope],
			].map(([key, value]) => value ? attribute({ key, value, type: 'string' }, false) : nothing)}</dl>`)}`;
	}

	function section(title, content, action = nothing) {
		return html`<section><header><h3>${title}</h3>${action}</header>${content}</section>`;
	}

	function stackTrace({ type, message, frames, causes = [] }, prefix) {
		return html`<b class="text-err">${prefix}${breakable(type)}</b>${message ? html`<span>: ${message}</span>` : ''}${foldFrames(frames).map((it) => Array.isArray(it)
			? html`<details><summary>  … ${plural(it.length, 'framework frame')}</summary>${it.map(frameLine)}</details>` : frameLine(it))}${causes.map((cause) => html`<div>${stackTrace(cause, 'Caused by: ')}</div>`)}`;
	}

	function frameLine({ text, app: own, file, line, className }) {
		const name = text.slice(0, text.lastIndexOf('('));
		const place = own && file && line ? html`(${codeLink({ function: className ? `${className}.` : name, file, line }, app)})` : nothing;
		return html`<div class=${own ? 'app' : 'dim'}>  at\u00a0${breakable(place === nothing ? text : name)}${place}</div>`;
	}

	function logLine(it) {
		const level = { ERROR: 'text-err', WARN: 'text-warn' }[it.level] ?? 'muted';
		return html`<span class="muted mono" title=${formatDateTime(it.atUs)}>${formatTime(it.atUs, true)}</span><span><b class="mono ${level}">${it.level}</b> <span class="muted" title=${it.logger}>${it.logger.split('.').at(-1)}</span><br>${it.message}${
			it.exception ? html`<details><summary class="muted">stack trace</summary><div class="code">${it.exception}</div></details>` : ''}</span>`;
	}

	function attribute({ key, type, value }, filter) {
		const text = [value].flat().join(', ');
		return html`<div><dt title="${key} (${type})">${breakable(key)}</dt><dd class=${type === 'string' ? '' : 'typed'}>${text}<span class="row-actions">${copyButton(text, key, app)}${
			filter && !app.standalone && !Array.isArray(value) ? html`<a class="btn ghost small square" href=${tracesLink(queryTerm(`${key}=`, value))} title="Traces with this ${key}">${icon('search')}</a>` : ''}</span></dd></div>`;
	}

	function closePane() {
		if (!selected) return false;
		waterfall.set({ ringed: new Set() });
		select(null);
		waterfall.focus();
		return true;
	}

	const traceKeys = {
		'/': () => part('#find').focus(),
		Escape: closePane,
		c: toggleCritical,
		f: () => setMode(mode === 'tree' ? 'flame' : 'tree'),
		y: copyId,
		x: copyCurl,
	};

	setTrace(first);
	return {
		setTrace, select,
		focus: waterfall.focus,
		dispose: waterfall.dispose,
		key(event) {
			// Keys that scroll belong to the pane while the reader is in it.
			const scrolls = pane.contains(document.activeElement) && /^(Arrow|Page|Home|End)/.test(event.key);
			return !scrolls && (takesKey(traceKeys, event) || waterfall.key(event));
		},
	};
}

function foldFrames(frames) {
	const parts = [];
	for (const it of frames) {
		if (it.app) parts.push(it);
		else if (Array.isArray(parts.at(-1))) parts.at(-1).push(it);
		else parts.push([it]);
	}
	return parts;
}

function breakable(name) {
	return name.split(/(?<=[._(])/).map((it) => html`${it}<wbr>`);
}

function exceptionText({ type, message, frames, causes = [] }) {
	return [`${type}${message ? `: ${message}` : ''}`, ...frames.map((it) => `\tat ${it.text}`), ...causes.map((it) => `Caused by: ${exceptionText(it)}`)].join('\n');
}

const sqlKeywords = new Set(`select distinct from where and or not in is null like between exists as on using join left right full inner outer cross
	group order by having limit offset fetch first next rows only union all intersect except values insert into update set delete returning merge
	when then else end case with for asc desc create table true false`.split(/\s+/));
const sqlBreaks = /^(from|where|group|order|having|limit|offset|fetch|union|intersect|except|values|set|returning|join|for)$/;
const sqlJoins = /^(left|right|full|inner|outer|cross)$/;

export function formatSql(sql) {
	const tokens = sql.match(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\s+|[\p{L}_][\p{L}\p{N}_$]*|\d+(?:\.\d+)?|[?:$]\d*|[^\s]/gu) ?? [];
	const out = [];
	let depth = 0;
	let before = '';
	let space = '';
	for (const token of tokens) {
		if (/^\s/.test(token)) {
			space ||= ' ';
			continue;
		}
		const word = token.toLowerCase();
		const joined = sqlJoins.test(before) && (word === 'join' || sqlJoins.test(word));
		const odd = joined || before === 'for' || (before === 'delete' && word === 'from');
		if (depth === 0 && before && !odd && (sqlBreaks.test(word) || sqlJoins.test(word))) space = '\n';
		if (depth === 0 && before !== 'between' && /^(and|or)$/.test(word)) space = '\n  ';
		const kind = /^(--|\/\*)/.test(token) ? 'dim' : token[0] === '\'' ? 'str' : /^(\d|\?|[:$]\d)/.test(token) ? 'lit' : sqlKeywords.has(word) ? 'kw' : '';
		out.push(out.length ? space : '', kind ? html`<span class=${kind}>${token}</span>` : token);
		depth = Math.max(0, depth + (token === '(') - (token === ')'));
		space = token.startsWith('--') ? '\n' : '';
		if (word !== 'by' && /^\p{L}/u.test(word)) before = before === 'between' && word !== 'and' ? 'between' : word;
	}
	return out;
}

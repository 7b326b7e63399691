import { html, nothing, render } from './lit-html.js';
import { badge, button, chip, codeLink, copyButton, emptyState, icon, table } from './core.js';
import { formatCount, formatDateTime, formatDuration, formatTime, logScale, plural, shortType } from './format.js';
import { queryTerm, tracesLink } from './query.js';
import { formatSql } from './pane.js';

const FEW = 10;
const CODE = /(`[^`]+`|@\w+(?:\([^)]*\))?|"join fetch [^"]+"|\bjoin fetch\b|\b[\w.]+\([^)]*\))/;

export function mountInsights(host, app) {
	let insights = null;
	let failure = '';
	let withImported = false;
	const whole = new Set();

	async function load() {
		const { status, body } = await app.api.get('/insights', { imported: withImported || undefined });
		if (status === 200) insights = body;
		else failure = body?.error ?? '';
		draw();
	}

	function draw() {
		render(insights ? content() : failure ? emptyState({ title: 'No insights', icon: 'error', text: failure }, app) : nothing, host);
	}

	function content() {
		const { nPlusOne, errors, slowRoutes, slowSql, imported } = insights;
		const { store, baseUrl, sampleRequest } = app.meta ?? {};
		const traces = store?.traces ?? 0;
		if (!slowRoutes.length && !slowSql.length && !errors.length) {
			return html`<h1 class="sr">Insights</h1>${emptyState({
				title: 'Nothing to look into yet', command: baseUrl && sampleRequest && `curl '${baseUrl}${sampleRequest}'`,
				text: 'N+1 queries, errors, slow routes and slow SQL are found in the traces of this application. Send it a request.',
				actions: importedChip(imported),
			}, app)}`;
		}
		const sections = [
			['N+1 queries', 'the same statement, once for each row of another', nPlusOne, repeats],
			['Errors', 'by type and message', errors, errorTable],
			['Slow routes', 'bar from p50 to p95, tick at the maximum, on one logarithmic scale', slowRoutes, routeTable],
			['Slow SQL', 'by the time of all calls together', slowSql, sqlTable],
		];
		return html`<div class="page">
			<header class="page-head"><h1>Insights</h1><p class="muted">from ${plural(traces, 'stored trace')}</p><span class="grow"></span>${importedChip(imported)}</header>
			${sections.map(([title, note, list, body]) => html`<section class="card" aria-label=${title}>
				<header><h2>${title}</h2><span class="muted">${list.length ? note : html`${icon('check')} None in ${plural(traces, 'trace')}`}</span></header>
				${list.length ? body(whole.has(title) ? list : list.slice(0, FEW)) : ''}
				${list.length > FEW && !whole.has(title) ? html`<footer>${button(`All ${list.length}`, () => { whole.add(title); draw(); }, { kind: 'ghost small' })}</footer>` : ''}
			</section>`)}</div>`;
	}

	function importedChip(count) {
		const toggle = () => {
			withImported = !withImported;
			load();
		};
		return count ? chip(html`With imported<span class="count">${formatCount(count)}</span>`, withImported, toggle) : nothing;
	}

	function statement(summary, sql) {
		return html`<details class="statement"><summary class="ellipsis">${summary}</summary><div class="code">${formatSql(sql)}</div>${copyButton(sql, 'SQL', app)}</details>`;
	}

	function repeats(list) {
		return html`<ul class="list">${list.map(({ route, summary, sql, perTrace, traces, totalUs, callSite, fix, traceIds }) => html`<li>
				<div class="line">${badge('warn', `×${perTrace} per trace`)}<strong class="mono">${summary}</strong><span class="ellipsis grow"><span class="muted">in</span> <a href=${routeLink(route)}>${route}</a></span>
					<a class="btn small" href="#/traces/${traceIds[0]}">Open a trace</a></div>
				<p class="facts-line"><span>${plural(traces, 'trace')}</span><span><b>${formatDuration(totalUs)}</b> in total</span>
					${callSite ? html`<span>called from ${codeLink(callSite, app)}</span>` : ''}</p>
				${statement('Statement', sql)}
				<p class="fix">${fix.split(CODE).map((part, index) => index % 2 ? html`<code>${part.replace(/^[`"]|[`"]$/g, '')}</code>` : part)}</p></li>`)}</ul>`;
	}

	function errorTable(list) {
		return table('', ['Exception|wide', 'Failed|num', 'Handled|num', 'Last', 'Routes|routes', 'Traces|num'], list.map(({ type, message, failed, handled, lastUs, routes, traceIds }) => [
			html`<div class="text-err"><span class="mark" aria-hidden="true">!</span><strong title=${type}>${shortType(type)}</strong></div>${message ? html`<div class="clamp" title=${message}>${message}</div>` : ''}`,
			...failures({ failed, handled }, (term) => tracesLink(queryTerm('error:', shortType(type)), term)),
			html`<span title=${formatDateTime(lastUs)}>${formatTime(lastUs)}</span>`,
			html`${routes.slice(0, 3).map((route) => html`<a href=${routeLink(route)}>${route}</a>`)}${routes.length > 3 ? html`<span class="muted">and ${routes.length - 3} more</span>` : ''}`,
			html`<a href="#/traces/${traceIds[0]}" aria-label="Last trace with ${shortType(type)}">Last trace</a>`,
		]));
	}

	function routeTable(list) {
		const { slowRoutes } = insights;
		const scale = logScale(Math.max(1, Math.min(...slowRoutes.map((it) => it.p50Us)) * 0.9), Math.max(...slowRoutes.map((it) => it.maxUs)));
		const at = (us) => Math.round(scale(us) * 1000) / 10;
		const rows = [...list].sort((a, b) => b.p95Us - a.p95Us);
		return table('routes-table', ['Route|wide', 'Count|num', 'p50|num', 'p95|num', 'Max|num', 'Distribution|scale-cell', 'Failed|num', 'Handled|num', 'SQL / request|num'], rows.map(({ route, count, p50Us, p95Us, maxUs, failed, handled, sqlPerRequest, traceId }) => [
			html`<a href=${routeLink(route)}>${route}</a>`, formatCount(count), formatDuration(p50Us), html`<strong>${formatDuration(p95Us)}</strong>`,
			html`<a href="#/traces/${traceId}">${formatDuration(maxUs)}</a>`,
			html`<span class="range"><i .style="left:${at(p50Us)}%;width:${at(p95Us) - at(p50Us)}%"></i><b .style="left:${at(maxUs)}%"></b></span>`,
			...failures({ failed, handled }, (term) => routeLink(route, term)),
			html`<span class=${sqlPerRequest >= 10 ? 'text-warn' : ''}>${formatCount(sqlPerRequest)}</span>`,
		]));
	}

	function sqlTable(list) {
		const most = Math.max(...insights.slowSql.map((it) => it.totalUs), 1);
		return table('', ['Statement|wide', 'Calls|num', 'Total|num', 'Share|share', 'Max|num', 'Call site'], list.map(({ sql, summary, count, totalUs, maxUs, callSite, traceId }) => [
			statement(html`<strong>${summary}</strong> <code class="muted">${sql}</code>`, sql), formatCount(count), html`<strong>${formatDuration(totalUs)}</strong>`,
			html`<i .style="width:${Math.max(1, 100 * totalUs / most)}%"></i>`,
			html`<a href="#/traces/${traceId}">${formatDuration(maxUs)}</a>`, callSite ? codeLink(callSite, app) : '–',
		]));
	}

	return {
		show: load,
		every: 5000,
		// Not while text is selected, or a row has the focus: the rows may change their places.
		refresh: () => getSelection().isCollapsed && !host.querySelector('.page :focus-visible') && load(),
	};
}

function routeLink(route, more = '') {
	const [, method, pattern] = /^([A-Z]+) (\/.*)$/.exec(route) ?? [];
	return method ? tracesLink(`method:${method}`, queryTerm('route=', pattern), more) : tracesLink(queryTerm('name=', route), more);
}

/** Two cells: requests that failed, and those that went on from a failure. */
function failures({ failed, handled }, link) {
	return [
		failed ? html`<a class="text-err" href=${link('failed:true')}>! ${formatCount(failed)}</a>` : html`<span class="muted">0</span>`,
		handled ? html`<a class="text-warn" href=${link('handled:true')}>${formatCount(handled)}</a>` : html`<span class="muted">0</span>`,
	];
}

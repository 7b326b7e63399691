import { html, nothing, render } from './lit-html.js';
import { badge, button, chip, codeLink, copyButton, emptyState, icon, sortedTable, table } from './core.js';
import { formatCount, formatDateTime, formatDuration, formatTime, logScale, plural, shortType } from './format.js';
import { queryTerm, routeLink, tracesLink } from './query.js';
import { formatSql } from './pane.js';
import { ratesTable, sinceText } from './rates.js';

const FEW = 10;
const CODE = /(`[^`]+`|@\w+(?:\([^)]*\))?|"join fetch [^"]+"|\bjoin fetch\b|\b[\w.]+\([^)]*\))/;

export function mountInsights(host, app) {
	let insights = null;
	let rates = null;
	let failure = '';
	let withImported = false;
	let routeSort = { by: 'p95', ascending: false };
	const whole = new Set();

	async function load() {
		const { service } = app;
		const [{ status, body }, counted] = await Promise.all([app.api.get('/insights', { imported: withImported || undefined, service }), app.api.get('/rates', { service })]);
		if (status === 200 && counted.status === 200) [insights, rates] = [body, counted.body];
		else failure = body?.error ?? '';
		draw();
	}

	function draw() {
		render(insights ? content() : failure ? emptyState({ title: 'No insights', icon: 'error', text: failure }, app) : nothing, host);
	}

	function content() {
		const { nPlusOne, errors, slowRoutes, slowSql, imported, traces } = insights;
		const { baseUrl, sampleRequest } = app.meta ?? {};
		if (!slowRoutes.length && !slowSql.length && !errors.length && !rates.items.length) {
			return html`<h1 class="sr">Insights</h1>${emptyState({
				title: 'Nothing to look into yet', command: baseUrl && sampleRequest && `curl '${baseUrl}${sampleRequest}'`,
				text: 'N+1 queries, errors, slow routes and slow SQL are found in the traces of this application. Send it a request.',
				actions: importedChip(imported),
			}, app)}`;
		}
		const sections = [
			['Requests', `each one ${sinceText(rates)}, with a trace or not`, rates.items, (list) => ratesTable(list, rates), sinceText(rates)],
			['N+1 queries', 'the same statement, once for each row of another', nPlusOne, repeats],
			['Errors', 'by type and message', errors, errorTable],
			['Slow routes', 'bar from p50 to p95, tick at the maximum, on one logarithmic scale', slowRoutes, routeTable],
			['Slow SQL', 'by the time of all calls together', slowSql, sqlTable],
		];
		return html`<div class="page">
			<header class="page-head"><h1>Insights</h1><p class="muted">from ${plural(traces, 'stored trace')}</p><span class="grow"></span>${importedChip(imported)}</header>
			${sections.map(([title, note, list, body, where = `in ${plural(traces, 'trace')}`]) => html`<section class="card" aria-label=${title}>
				<header><h2>${title}</h2><span class="muted">${list.length ? note : html`${icon('check')} None ${where}`}</span></header>
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
		const before = slowRoutes.some((it) => it.before);
		const known = ({ before, sqlP50 }) => before && (before.sql || sqlP50);
		return html`<div class="routes-table">${sortedTable('Slow routes', [
			{ id: 'route', title: 'Route', look: 'wide', value: (it) => it.route, cell: (it) => html`<a href=${routeLink(it.route)}>${it.route}</a>` },
			{ id: 'count', title: 'Count', look: 'num', value: (it) => it.count, cell: (it) => formatCount(it.count) },
			{ id: 'p50', title: 'p50', look: 'num', value: (it) => it.p50Us, cell: (it) => formatDuration(it.p50Us) },
			...before ? [{ id: 'before', title: 'p50 before', look: 'num', value: (it) => it.before ? it.p50Us / Math.max(1, it.before.p50Us) : -1, cell: (it) => it.before ? change(it.before.p50Us, it.p50Us, formatDuration, it.before.count) : '–' }] : [],
			{ id: 'p95', title: 'p95', look: 'num', value: (it) => it.p95Us, cell: (it) => html`<strong>${formatDuration(it.p95Us)}</strong>` },
			{ id: 'max', title: 'Max', look: 'num', value: (it) => it.maxUs, cell: (it) => html`<a href="#/traces/${it.traceId}">${formatDuration(it.maxUs)}</a>` },
			{ id: 'scale', title: 'Distribution', look: 'scale-cell', value: (it) => it.p95Us, cell: ({ p50Us, p95Us, maxUs }) => html`<span class="range"><i .style="left:${at(p50Us)}%;width:${at(p95Us) - at(p50Us)}%"></i><b .style="left:${at(maxUs)}%"></b></span>` },
			{ id: 'failed', title: 'Failed', look: 'num', value: (it) => it.failed, cell: (it) => failures(it, (term) => routeLink(it.route, term))[0] },
			{ id: 'handled', title: 'Handled', look: 'num', value: (it) => it.handled, cell: (it) => failures(it, (term) => routeLink(it.route, term))[1] },
			{ id: 'sql', title: 'SQL / request', look: 'num', value: (it) => it.sqlPerRequest, cell: (it) => html`<span class=${it.sqlPerRequest >= 10 ? 'text-warn' : ''}>${formatCount(it.sqlPerRequest)}</span>` },
			...before ? [{ id: 'sqlBefore', title: 'SQL before', look: 'num', value: (it) => known(it) ? it.sqlP50 - it.before.sql : -Infinity, cell: (it) => known(it) ? change(it.before.sql, it.sqlP50, formatCount, it.before.count) : '–' }] : [],
		], list, routeSort, (next) => {
			routeSort = next;
			// The first row in another order may be among those that are not shown.
			whole.add('Slow routes');
			draw();
		})}</div>`;
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
		// Not while text is selected or a row has the focus, because the rows may change places.
		refresh: () => getSelection().isCollapsed && !host.querySelector('.page :focus-visible') && load(),
	};
}

/** The figures of a route before the application was restarted, and now: medians, because the first request after a start is slow. */
function change(before, now, format, count) {
	const look = now < before ? 'text-ok' : now > before ? 'text-warn' : 'muted';
	return html`<span class=${look} title="The median of ${plural(count, 'request')} before the restart, and now">${format(before)} → ${format(now)}</span>`;
}

/** Two cells: requests that failed, and those that handled a failure. */
function failures({ failed, handled }, link) {
	return [
		failed ? html`<a class="text-err" href=${link('failed:true')}>! ${formatCount(failed)}</a>` : html`<span class="muted">0</span>`,
		handled ? html`<a class="text-warn" href=${link('handled:true')}>${formatCount(handled)}</a>` : html`<span class="muted">0</span>`,
	];
}

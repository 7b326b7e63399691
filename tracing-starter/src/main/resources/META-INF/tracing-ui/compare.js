import { html, nothing, render } from './lit-html.js';
import { alignTraces, medianOf, onlyDifferences } from './align.js';
import { badge, categories, chip, emptyState, failureBadge, icon, takesKey, traceName } from './core.js';
import { formatCount, formatDateTime, formatDifference, formatDuration, formatTime, plural } from './format.js';
import { queryTerm } from './query.js';

const MOST_ROWS = 1000;
const LIMIT = 10_000;
const looks = { added: ['warn', 'added'], gone: ['ok', 'gone'], slower: ['err', 'slower'], faster: ['ok', 'faster'] };

/** Two traces side by side; the first can be the median of the second's route. */
export function mountCompare(host, app) {
	let ids = [];
	let traces = null;
	let note = '';
	let failure = '';
	let differing = false;

	async function load() {
		const asked = ids;
		traces = null;
		failure = '';
		const second = await find(asked[1]);
		const first = asked[0] === 'median' ? await median(second) : await find(asked[0]);
		if (asked !== ids) return;
		if (first && second) traces = [first, second];
		else failure ||= 'One of the two traces is not stored any more.';
		draw();
	}

	async function find(id) {
		const { status, body } = await app.api.get(`/traces/${encodeURIComponent(id)}`);
		if (status !== 200) failure = status ? '' : 'The application does not answer.';
		return status === 200 ? body : null;
	}

	async function median(of) {
		if (!of) return null;
		const { status, body } = await app.api.get('/traces', { after: 0, limit: LIMIT, q: queryTerm('name=', of.summary.name) });
		const others = status === 200 ? body.items.filter((it) => it.traceId !== of.summary.traceId && it.name === of.summary.name) : [];
		const middle = medianOf(others);
		if (!middle) failure = 'There is no other trace of this route.';
		note = `the median of ${plural(others.length, 'other trace')} of this route`;
		return middle ? find(middle.traceId) : null;
	}

	function draw() {
		render(failure ? html`<h1 class="sr">Compare</h1>${emptyState({ title: 'Nothing to compare', text: failure, actions: html`<a class="btn" href=${app.listHash}>All traces</a>` }, app)}`
			: traces ? comparison() : nothing, host);
	}

	function comparison() {
		const all = alignTraces(traces[0].spans, traces[1].spans);
		const rows = differing ? onlyDifferences(all) : all;
		/** @type {[string, number][]} */
		const counts = Object.keys(looks).map((change) => /** @type {[string, number]} */ ([change, all.filter((it) => it.change === change).length])).filter(([, count]) => count);
		return html`<div class="page compare">
			<header class="page-head"><h1>Compare</h1><span class="grow"></span>${chip('Only differences', differing, () => { differing = !differing; draw(); })}</header>
			<div class="sides">${traces.map((it, index) => side(it.summary, index))}</div>
			<section class="card" aria-label="Calls">
				<header><h2>Calls</h2>${counts.map(([change, count]) => badge(looks[change][0], `${formatCount(count)} ${looks[change][1]}`))}${counts.length ? '' : html`<span class="muted">${icon('check')} No call differs by a millisecond and a quarter of its time</span>`}</header>
				<div class="table-wrap"><table class="table calls">
					<thead><tr><th scope="col">Call</th><th scope="col" class="num">First</th><th scope="col" class="num">Second</th><th scope="col" class="num">Difference</th></tr></thead>
					<tbody>${rows.slice(0, MOST_ROWS).map(row)}</tbody></table></div>
				${rows.length > MOST_ROWS ? html`<footer class="muted">and ${formatCount(rows.length - MOST_ROWS)} more</footer>` : ''}
			</section></div>`;
	}

	function side(summary, index) {
		const [{ summary: before }] = traces;
		const fact = (text, now, old, format) => html`<span>${text} <b>${format(now)}</b>${index && now !== old ? html` <span class="muted">${now > old ? '+' : '−'}${format(Math.abs(now - old))}</span>` : ''}</span>`;
		return html`<section class="card" aria-label=${index ? 'Second' : 'First'}><header><h2>${index ? 'Second' : 'First'}</h2><span class="muted">${!index && ids[0] === 'median' ? note : ''}</span></header>
			<div class="body"><p><a href="#/traces/${summary.traceId}"><b>${traceName(summary)}</b></a> ${summary.status === undefined ? '' : badge(summary.status >= 500 ? 'err' : '', summary.status)}${failureBadge(summary)}</p>
			<p class="facts-line"><span title=${formatDateTime(summary.startUs)}>${formatTime(summary.startUs, true)}</span>${fact('', summary.durationUs, before.durationUs, formatDuration)}${fact('spans', summary.spanCount, before.spanCount, formatCount)}${fact('SQL', summary.sqlCount, before.sqlCount, formatCount)}</p></div></section>`;
	}

	function row({ name, category, depth, before, after, change, differenceUs }) {
		const [level, text] = looks[change] ?? [];
		const [tag, title] = categories[category] ?? categories.internal;
		const cell = (it, index) => html`<td class="num">${it ? html`${it.count > 1 ? html`<span class="muted">${formatCount(it.count)} × </span>` : ''}<a href="#/traces/${traces[index].summary.traceId}/${it.spanId}">${formatDuration(it.totalUs)}</a>${it.failed ? html` <b class="bang" title="failed">!</b>` : ''}` : html`<span class="muted">–</span>`}</td>`;
		return html`<tr class="call-${change}"><td class="names" .style="padding-left:${12 + Math.min(depth, 20) * 14}px"><span class="named"><span class="tag" data-cat=${category} title=${title}>${tag}</span><span>${name}</span></span></td>
			${cell(before, 0)}${cell(after, 1)}
			<td class="num">${text ? badge(level, text) : ''} <span class=${text ? '' : 'muted'}>${differenceUs ? formatDifference(differenceUs) : '0'}</span></td></tr>`;
	}

	return {
		show(params) {
			app.compared = null;
			ids = params;
			return load();
		},
		key: (event) => takesKey({ Escape: () => history.back() }, event),
	};
}

import { html, render, svg } from './lit-html.js';
import { badge, table } from './core.js';
import { formatCount, formatDuration, formatTime } from './format.js';
import { routeLink } from './query.js';
import { bars, latencyText, minuteAt, minuteText, ratesText } from './spark.js';

const HOUR_US = 3_600_000_000;

function spark(it, nowUs, latency) {
	const { counts, failures, p95sUs } = it;
	const values = latency ? p95sUs : counts;
	const most = Math.max(...values, 1);
	const tell = ({ currentTarget: span, offsetX }) => {
		const index = minuteAt(offsetX / span.clientWidth, it);
		span.title = index < 0 ? 'Not counted yet' : minuteText(it, index, nowUs);
	};
	return html`<span class="spark ${latency ? 'latency' : ''}" role="img" aria-label=${latency ? latencyText(it) : ratesText(it)} @pointermove=${tell}><svg viewBox="0 0 60 20" preserveAspectRatio="none" aria-hidden="true">${
		svg`<path d=${bars(values, most)}></path><path class="err" d=${bars(latency ? [] : failures, most)}></path>`}</svg></span>`;
}

/** Other applications may send only the sum of the durations. */
function p95(it) {
	return it.p95Us === undefined ? `avg ${formatDuration(it.averageUs)}` : formatDuration(it.p95Us);
}

function routeName({ route }) {
	return route.includes(' /') ? html`<a class="ellipsis" href=${routeLink(route)}>${route}</a>` : html`<span class="ellipsis">${route}</span>`;
}

/** The start of the count, if it is less than an hour ago. */
export function sinceText({ sinceUs, nowUs }) {
	return nowUs - sinceUs < HOUR_US ? `since ${formatTime(sinceUs)}` : 'in the last hour';
}

export function ratesTable(list, { nowUs, items }) {
	const several = items.some((it) => it.service !== items[0].service);
	return table('', ['Route|wide', 'Requests|num', 'Per minute', 'Failed|num', 'p50|num', 'p95|num', 'p95 per minute'], list.map((it) => [
		html`<div class="line">${routeName(it)}${several ? badge('', it.service) : ''}</div>`, formatCount(it.count), spark(it, nowUs, false),
		it.failed ? html`<span class="text-err">! ${formatCount(it.failed)}</span>` : html`<span class="muted">0</span>`,
		formatDuration(it.p50Us), html`<strong>${p95(it)}</strong>`, spark(it, nowUs, true),
	]));
}

/** The routes with the most requests, beside the list of traces. */
export function createRates(host, app) {
	let askedAt = 0;
	let askedOf = '';

	function draw(rates) {
		const { all, items, nowUs } = rates;
		host.hidden = !items.length;
		const shown = items.length > 1 ? [{ ...all, route: 'All requests' }, ...items.slice(0, 3)] : items;
		render(html`<div class="muted"><a class="ellipsis" href="#/insights">Requests ${sinceText(rates)}</a><span>per min</span><span>p95</span></div>${shown.map((it) => html`<div>${routeName(it)}${spark(it, nowUs, false)}${spark(it, nowUs, true)}<span class="num" title="95th percentile">${p95(it)}</span></div>`)}`, host);
	}

	return {
		async refresh() {
			const { service } = app;
			if (service === askedOf && Date.now() - askedAt < 5000) return;
			[askedAt, askedOf] = [Date.now(), service];
			const { status, body } = await app.api.get('/rates', { service });
			if (status === 200 && service === askedOf) draw(body);
		},
	};
}

import { html, render } from './lit-html.js';
import { badge, categories, sortedTable } from './core.js';
import { formatCount, formatDuration, formatPercent } from './format.js';
import { statisticsOf } from './statistics.js';

/** Where the time of a trace went: its spans by name, and statements by summary. */
export function createSums(element, model, actions) {
	let sort = { by: 'self', ascending: false };
	let countedOf = null;
	let rows = [];

	const name = (it) => html`<span class="named"><span class="tag" data-cat=${it.category} title=${(categories[it.category] ?? categories.internal)[1]}>${(categories[it.category] ?? categories.internal)[0]}</span>
		<button class="link" title="The slowest of them" @click=${() => actions.goTo(model.spans.find((span) => span.spanId === it.slowestId))}>${it.name}</button>${it.failed ? badge('err', `! ${formatCount(it.failed)}`, 'failed') : ''}</span>`;
	const share = (it) => html`<span class="part"><span>${formatPercent(it.share)}</span><i class="bar" data-cat=${it.category} .style="--part:${it.share.toFixed(3)}"></i></span>`;
	const columns = [
		{ id: 'name', title: 'Name', look: 'wide names', value: (it) => it.name, cell: name },
		{ id: 'count', title: 'Count', look: 'num', value: (it) => it.count, cell: (it) => formatCount(it.count) },
		{ id: 'total', title: 'Total', look: 'num', value: (it) => it.totalUs, cell: (it) => formatDuration(it.totalUs) },
		{ id: 'self', title: 'Self', look: 'num', value: (it) => it.selfUs, cell: (it) => html`<b>${formatDuration(it.selfUs)}</b>` },
		{ id: 'share', title: 'Share', look: 'num shares', value: (it) => it.share, cell: share },
		{ id: 'max', title: 'Max', look: 'num', value: (it) => it.maxUs, cell: (it) => formatDuration(it.maxUs) },
	];
	const known = [
		{ id: 'waitUs', title: 'Wait for connections', look: 'num', value: (it) => it.waitUs ?? -1, cell: (it) => it.waitUs === undefined ? '–' : formatDuration(it.waitUs) },
		{ id: 'rows', title: 'Rows', look: 'num', value: (it) => it.rows ?? -1, cell: (it) => it.rows === undefined ? '–' : formatCount(it.rows) },
	];

	function draw() {
		if (countedOf !== model.spans) {
			countedOf = model.spans;
			rows = statisticsOf(model.spans);
		}
		const shown = [...columns, ...known.filter(({ id }) => rows.some((it) => it[id] !== undefined))];
		render(sortedTable('Spans by name', shown, rows, sort, (next) => {
			sort = next;
			draw();
		}), element);
	}

	return { draw, reveal() {}, key: () => false };
}

import { html, nothing, render } from './lit-html.js';
import { button, emptyState } from './core.js';
import { formatCount, plural } from './format.js';
import { queryParts } from './query.js';
import { inRange } from './tracelist.js';

const LIMIT = 10_000;
const MOST_PARTS = 8;
const CONFIG_MS = 5000;
/** Instrumentations that carry the trace or add to its spans, but create none. */
const SPANLESS = ['context', 'reactor', 'retry', 'cache'].map((it) => `tracing.${it}.enabled`);

/** Why the list of traces is empty, and what to do about it. */
export function createEmptyList(host, app, list, { change, clear }) {
	let state = null;
	let config = null;
	let parts = [];
	let partsOf = '';
	let askedOf = '';

	function draw(next, asking) {
		state = next;
		render(content(asking), host);
	}

	function content(asking) {
		if (!list.loaded || asking) return app.online ? nothing : emptyState({ title: 'The application does not answer', icon: 'error', text: 'The page tries again each second.' }, app);
		return list.items.size ? noneMatches() : noneYet();
	}

	function noneMatches() {
		const filter = JSON.stringify([state.q, state.service, state.range]);
		askOnce(`${list.version} ${filter}`, askParts);
		if (filter !== partsOf) parts = [];
		partsOf = filter;
		const helpful = parts.filter((it) => it.matched);
		return emptyState({
			title: 'No trace matches', text: `The filter hides ${plural(list.items.size, 'trace')}.`,
			actions: html`${helpful.map((it) => html`<p>${button(html`Remove <code class="ellipsis">${it.text}</code>`, () => it.without.service === '' ? app.chooseService('') : change(it.without), { title: `Show what matches without ${it.text}` })} <span class="muted">shows ${plural(it.matched, 'trace')}</span></p>`)}
				${button('Clear the filter', clear)}`,
		}, app);
	}

	/** Asks how many traces there would be without each part of the filter. */
	async function askParts(isCurrent) {
		const { q, service, range } = state;
		const texts = queryParts(q);
		/** @type {{ text: string, without: { q?: string, range?: null, service?: string }, range: object | null, matched?: number }[]} */
		const found = texts.length > MOST_PARTS ? [] : texts.map((text, index) => ({ text, without: { q: texts.filter((it, at) => at !== index).join(' ') }, range }));
		if (range) found.push({ text: 'the chosen part of the chart', without: { range: null }, range: null });
		if (service) found.push({ text: `the choice of ${service}`, without: { service: '' }, range });
		if (found.length < 2) return;
		await Promise.all(found.map(async (it) => {
			const { status, body } = await app.api.get('/traces', { after: 0, limit: it.range ? LIMIT : 0, q: it.without.q ?? q, service: it.without.service ?? service });
			if (status === 200) it.matched = it.range ? body.items.filter(inRange(it.range)).length : body.matched ?? body.total;
		}));
		if (!isCurrent()) return;
		parts = found;
		draw(state, false);
	}

	function noneYet() {
		const { meta } = app;
		askOnce(`config ${Math.floor(Date.now() / CONFIG_MS)}`, askConfig);
		const valueOf = (key) => config?.items.find((it) => it.key === key);
		const settings = html`<a class="btn primary" href="#/settings">Open the settings</a>`;
		const setting = (key) => valueOf(key) ? html`<p><code>${key}=${valueOf(key).value}</code> <span class="muted">${valueOf(key).source === 'default' ? 'by default' : `from ${valueOf(key).source}`}</span></p>` : nothing;
		if (meta?.sampling === 0) {
			return emptyState({ title: 'Sampling is 0 %', icon: 'pause', text: 'No request is recorded, so there is nothing to show.',
				actions: html`${setting('tracing.sampling.probability')}<a class="btn primary" href="#/settings">Change the sampling</a>` }, app);
		}
		const present = config?.instrumentations.filter((it) => it.present && !SPANLESS.includes(it.key)) ?? [];
		if (present.length && !present.some((it) => it.on)) {
			return emptyState({ title: 'All instrumentations are off', icon: 'pause', text: `Nothing makes spans: ${formatCount(present.length)} are turned off.`, actions: settings }, app);
		}
		const requests = present.find((it) => it.key === 'tracing.web.enabled');
		if (requests && !requests.on) {
			return emptyState({ title: 'Requests are not traced', icon: 'pause', text: 'The instrumentation of requests is off. Jobs and messages still have traces.', actions: html`${setting(requests.key)}${settings}` }, app);
		}
		return emptyState({
			title: 'No traces yet', text: 'Send a request to the application; it appears here within a second.',
			command: meta && `curl '${meta.baseUrl}${meta.sampleRequest ?? '/'}'`,
			actions: valueOf('tracing.web.exclude')?.value ? html`<p class="muted">Not traced, by <a href="#/settings">tracing.web.exclude</a>: <code>${valueOf('tracing.web.exclude').value}</code></p>` : nothing,
		}, app);
	}

	async function askConfig(isCurrent) {
		const { status, body } = await app.api.get('/config');
		if (status !== 200 || !isCurrent()) return;
		config = body;
		draw(state, false);
	}

	function askOnce(key, ask) {
		if (askedOf === key) return;
		askedOf = key;
		ask(() => askedOf === key && host.isConnected && !host.hidden);
	}

	return {
		draw,
		hide() {
			askedOf = '';
			render(nothing, host);
		},
	};
}

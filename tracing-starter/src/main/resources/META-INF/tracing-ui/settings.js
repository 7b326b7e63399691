import { html, nothing, render } from './lit-html.js';
import { badge, button, icon, table, takesKey } from './core.js';
import { formatCount, formatDateTime, formatDuration, plural } from './format.js';
import { createRules, RULES } from './rules.js';

const SAMPLING = 'tracing.sampling.probability';
const EXCLUDED = 'tracing.web.exclude';
const PREVIEW_MS = 250;
const states = { ok: ['ok', 'Sending'], idle: ['', 'Nothing sent yet'], failing: ['err', 'Failing'], paused: ['warn', 'Paused'] };
const answers = { true: ['text-ok', 'check', 'It answers'], false: ['text-err', 'close', 'No'], null: ['muted', 'info', 'It cannot be tested'] };

export function mountSettings(host, app) {
	let config = null;
	let exporter = null;
	let rules = [];
	let failure = '';
	let search = '';
	let tests = null;
	const drafts = new Map();
	const errors = new Map();
	const previews = new Map();
	const timers = new Map();

	const item = (key) => config.items.find((it) => it.key === key);
	const editable = (key) => !app.meta?.readOnly && item(key).mutable;
	const problemOf = ({ status, body }) => status === 200 ? '' : body?.error ?? 'The application does not answer';

	async function load() {
		const [settings, destinations, stands] = await Promise.all([app.api.get('/config'), app.api.get('/exporter'), app.api.get('/rules')]);
		failure = problemOf(settings);
		config = failure ? config : settings.body;
		exporter = destinations.status === 200 ? destinations.body : exporter;
		rules = stands.status === 200 ? stands.body.items : rules;
		draw();
	}

	async function change(values) {
		const keys = Object.keys(values);
		const answer = await app.api.patch('/config', values);
		const error = problemOf(answer);
		if (error) errors.set(keys.find((key) => error.includes(key)) ?? keys[0], error);
		else {
			config = answer.body;
			keys.forEach(forget);
			app.toast(keys.map((key) => key === RULES ? 'The rules are changed' : `${key} is now ${values[key] || 'empty'}`).join(', '));
			await Promise.all([app.reloadMeta(), load()]);
		}
		draw();
		return error;
	}

	function forget(key) {
		[drafts, errors, previews].forEach((map) => map.delete(key));
	}

	function edit(key, draft) {
		forget(key);
		drafts.set(key, draft);
		clearTimeout(timers.get(key));
		if (key === SAMPLING && !(draft && fraction(draft) >= 0 && fraction(draft) <= 1)) errors.set(key, 'The share is a number from 0 to 100, in percent.');
		else if (!same(key) && (key.startsWith('tracing.sampling.') || key === EXCLUDED)) timers.set(key, setTimeout(() => preview(key, valueOf(key)), PREVIEW_MS));
		draw();
	}

	const onInput = (key) => (event) => edit(key, event.target.value);

	async function preview(key, value) {
		const answer = await app.api.post('/rules/preview', { key, value });
		if (!drafts.has(key) || valueOf(key) !== value) return;
		if (problemOf(answer)) errors.set(key, problemOf(answer));
		else previews.set(key, answer.body);
		draw();
	}

	function valueOf(key) {
		const draft = drafts.get(key) ?? '';
		return key === SAMPLING ? fraction(draft) : key === EXCLUDED ? split(draft).join(', ') : draft;
	}

	function same(key) {
		const { value } = item(key);
		return !drafts.has(key) || valueOf(key) === (key === SAMPLING ? String(Number(value)) : key === EXCLUDED ? split(value).join(', ') : value);
	}

	function apply(key) {
		if (!same(key) && !errors.has(key)) change({ [key]: valueOf(key) });
	}

	function undo(key) {
		const { original = '' } = item(key);
		if (!drafts.has(key)) return change({ [key]: original });
		forget(key);
		return draw();
	}

	function draw() {
		render(config ? content() : failure ? html`<p class="page text-err">${failure}</p>` : nothing, host);
	}

	function content() {
		return html`<div class="page settings">
			<header class="page-head"><h1>Settings</h1><p class="muted grow">${app.meta?.readOnly ? 'Read-only: this application allows no changes from the page.' : 'Changes count from the next request on.'}</p>
				${button(html`${icon('copy')}Copy report`, copyReport, { title: 'Versions, what is traced and why not, and properties without secrets: for an issue' })}</header>
			${config.yaml ? changes() : ''}
			<div class="columns"><div>${item(SAMPLING) ? sampling() : ''}${item(RULES) ? rulesCard() : ''}${item(EXCLUDED) ? exclusions() : ''}${exporter ? exporterCard() : ''}${config.changes.length ? historyCard() : ''}</div><div>${instrumentations()}</div></div>
			${configuration()}
		</div>`;
	}

	function card(title, head, body) {
		return html`<section class="card" aria-label=${title}><header><h2>${title}</h2>${head}</header>${body}</section>`;
	}

	function changes() {
		const changed = config.items.filter((it) => it.changed);
		return card(plural(changed.length, 'change'), html`<span class="muted grow">Lost on restart, unless put into application.yml.</span>
			${app.meta?.readOnly ? '' : button('Undo all', () => change(Object.fromEntries(changed.map(({ key, original }) => [key, original ?? '']))), { kind: 'ghost' })}
			${button(html`${icon('copy')}Copy changes as application.yml`, () => app.copy(config.yaml, 'the changes'))}`,
		html`<pre class="code" tabindex="0" aria-label="Changes as application.yml">${config.yaml.trimEnd()}</pre>`);
	}

	async function undoChange(number) {
		const answer = await app.api.post('/config/undo', { number });
		if (problemOf(answer)) app.toast(problemOf(answer));
		else {
			config = answer.body;
			[drafts, errors, previews].forEach((map) => map.clear());
			app.toast(`Change ${number} is undone`);
			await app.reloadMeta();
		}
		await load();
	}

	function historyCard() {
		return card('History', html`<span class="muted grow">Who changed what since the start, the latest first.</span>`, html`<ul class="list history">${config.changes.map(historyRow)}</ul>`);
	}

	function historyRow({ number, at, by, steps, until, undoable }) {
		const left = until && undoable ? (Date.parse(until) - Date.now()) * 1000 : 0;
		return html`<li>
			<p class="line"><strong>${number}</strong><span class="grow ellipsis" title=${by}>by ${by}</span>${left > 0 ? badge('accent', `ends in ${formatDuration(left)}`) : ''}
				${undoable && !app.meta?.readOnly ? button('Undo', () => undoChange(number), { kind: 'ghost small', title: `Undo change ${number}` }) : ''}</p>
			<p class="muted small"><time datetime=${at}>${formatDateTime(Date.parse(at) * 1000)}</time></p>
			${steps.map(({ key, before, after }) => html`<p class="small"><code>${key}</code> <code class="muted">${before || 'empty'}</code> to <code>${after || 'empty'}</code></p>`)}</li>`;
	}

	function outcome(key) {
		const { source, changed, original } = item(key);
		return html`${problem(key)}${prediction(key)}<p class="muted small">effective now · ${source === 'default' ? 'the default' : `from ${source}`}${changed ? `, was ${key === SAMPLING ? `${percent(original)} %` : original || 'none'}` : ''}</p>`;
	}

	function prediction(key) {
		const it = previews.get(key);
		if (!it) return '';
		if (it.unpredictable) return html`<div class="preview" role="status">${it.unpredictable}</div>`;
		const [count, samples, text] = it.kept === undefined ? [it.matched, it.samples, 'not have been recorded'] : [it.kept, it.keptSamples, 'be kept if sampling had not chosen them'];
		return html`<div class="preview" role="status"><b>${count ? formatCount(count) : 'None'} of the last ${plural(it.of, 'trace')}</b> would ${text}.
			<ul>${key === SAMPLING ? '' : samples.slice(0, 5).map((sample) => html`<li><a href="#/traces/${sample.traceId}">${sample.name}</a></li>`)}</ul></div>`;
	}

	function problem(key) {
		return errors.has(key) ? html`<p class="problem" id="problem-${key}" role="alert">${icon('error')}${errors.get(key)}</p>` : nothing;
	}

	function field(key, value, label, type = 'text') {
		const keys = {
			Enter: () => apply(key),
			Escape: () => drafts.has(key) && undo(key),
		};
		return html`<input class="field mono" type=${type} min="0" max="100" step="any" autocomplete="off" aria-label=${label} .value=${value} ?disabled=${!editable(key)}
			aria-invalid=${errors.has(key)} aria-describedby=${errors.has(key) ? `problem-${key}` : ''} @input=${onInput(key)} @keydown=${(event) => takesKey(keys, event)}>`;
	}

	function actions(key) {
		if (!editable(key)) return nothing;
		const ready = !same(key) && !errors.has(key);
		return html`<span class="grow"></span>${button('Undo', () => undo(key), { kind: 'ghost', disabled: !drafts.has(key) && !item(key).changed })}${button('Apply', () => apply(key), { kind: ready ? 'primary' : '', disabled: !ready })}`;
	}

	function sampling() {
		const value = drafts.get(SAMPLING) ?? percent(item(SAMPLING).value);
		const label = 'Share of traces that is recorded, in percent';
		return card('Sampling', actions(SAMPLING), html`<div class="body">
			<div class="slider"><input type="range" min="0" max="100" aria-label=${label} .value=${value} ?disabled=${!editable(SAMPLING)} @input=${onInput(SAMPLING)}>${field(SAMPLING, value, label, 'number')} %</div>
			${outcome(SAMPLING)}</div>`);
	}

	function rulesCard() {
		return card('Rules', html`<span class="muted grow">${rules.length ? `${plural(rules.length, 'rule')}, asked from the top; then the share above counts` : ''}</span>${editable(RULES) ? button('Add a rule', () => editor.add()) : ''}`, editor.card());
	}

	function exclusions() {
		const patterns = drafts.get(EXCLUDED) ?? split(item(EXCLUDED).value).join('\n');
		return card('Requests left out', actions(EXCLUDED), html`<div class="body">
			<textarea class="field mono" rows=${Math.max(2, patterns.split('\n').length)} aria-label="Patterns, one a line" placeholder="/internal/** or GET /ping" .value=${patterns} ?disabled=${!editable(EXCLUDED)} @input=${onInput(EXCLUDED)}></textarea>
			${outcome(EXCLUDED)}</div>`);
	}

	function exporterCard() {
		const { destinations, paused } = exporter;
		return card('Exporter', html`<span class="grow"></span>${app.meta?.readOnly || !destinations.length ? '' : html`
			${button('Test', test)}
			${button(paused ? 'Resume' : 'Pause', pause, { title: 'While paused nothing is sent; traces are still shown here' })}`}`,
		destinations.length ? html`<ul class="list">${destinations.map(destination)}</ul>` : html`<p class="body muted">None: traces are shown on this page only.</p>`);
	}

	function destination({ description, state, lastSuccessUs, sent, dropped, failure }) {
		const unheard = !lastSuccessUs && /refused/.test(failure);
		const [level, text] = unheard ? ['', 'No collector'] : states[state] ?? ['', state];
		const result = tests?.find((it) => it.description === description);
		const [look, name, answer] = answers[result?.answers] ?? [];
		return html`<li>
			<p class="line"><span class="dot ${level}"></span><strong>${text}</strong><span class="mono ellipsis" title=${description}>${description}</span></p>
			<p class="facts-line"><span title=${lastSuccessUs ? formatDateTime(lastSuccessUs) : nothing}>${lastSuccessUs ? html`last success <b>${formatDuration(Math.max(0, Date.now() * 1000 - lastSuccessUs))} ago</b>` : 'no success yet'}</span>
				<span><b>${formatCount(sent)}</b> sent</span><span class=${dropped ? 'text-warn' : ''}><b>${formatCount(dropped)}</b> dropped</span></p>
			${unheard ? html`<p class="muted" title=${failure}>Nothing listens there yet; the page needs no collector.</p>` : failure ? html`<p class="problem">${icon('error')}${failure}</p>` : ''}
			<div role="status">${answer ? html`<p class="problem ${look}">${icon(name)}${result.text ?? answer}</p>` : ''}</div></li>`;
	}

	async function test() {
		const answer = await app.api.post('/exporter/test');
		tests = answer.body?.results;
		if (problemOf(answer)) app.toast(problemOf(answer));
		draw();
	}

	async function pause() {
		const answer = await app.api.post('/exporter/pause', { paused: !exporter.paused });
		if (problemOf(answer)) app.toast(problemOf(answer));
		else exporter = answer.body;
		await app.reloadMeta();
		draw();
	}

	async function copyReport() {
		const answer = await app.api.get('/report');
		if (problemOf(answer)) app.toast(problemOf(answer));
		else app.copy(answer.body.text, 'the report');
	}

	function instrumentations() {
		const list = [...config.instrumentations].sort((a, b) => b.present - a.present || b.on - a.on);
		return card('Instrumentation', html`<span class="muted">${list.filter((it) => it.on && it.present).length} of ${list.length} on</span>`, html`<ul class="list tight">${list.map(({ name, on, present, key, reason, details = [] }) => html`<li class=${present ? '' : 'absent'}>
				<p class="line">${badge(on && present ? 'ok' : '', !present ? 'absent' : on ? 'on' : 'off')}<strong>${name}</strong><span class="grow"></span><code class="muted">${key}</code>${item(key)?.mutable && editable(key) ? button(on ? 'Turn off' : 'Turn on', () => change({ [key]: String(!on) }), { kind: 'ghost small', title: `${on ? 'Make no spans' : 'Make spans again'} from now on` }) : ''}</p>
				<p class="reason">${reason}</p>
				${details.length > 1 ? html`<details class="reason"><summary>${details.filter((it) => it.traced).length} of ${details.length} traced</summary><ul>${details.map((it) => html`<li>${icon(it.traced ? 'check' : 'close')}<span class="sr">${it.traced ? 'traced:' : 'not traced:'}</span> <code>${it.subject}</code> <span class="muted">${it.reason}</span></li>`)}</ul></details>` : ''}</li>`)}</ul>`);
	}

	function configuration() {
		const words = search.toLowerCase();
		const shown = config.items.filter((it) => [it.key, it.value, it.source, it.description].join(' ').toLowerCase().includes(words));
		const find = (event) => {
			search = event.target.value;
			draw();
		};
		return card('Configuration', html`<span class="muted grow">${shown.length} of ${config.items.length}</span>
			<input class="field find" type="search" placeholder="Find a property" aria-label="Find a property" .value=${search} @input=${find}>`,
		table('config', ['Property', 'Value', 'Source'], shown.map(property)));
	}

	function property({ key, value, source, mutable, changed, original, description, default: initial }) {
		const look = source === 'default' ? 'muted' : '';
		const own = mutable && editable(key) && ![SAMPLING, EXCLUDED, RULES].includes(key);
		return [
			html`<code>${key}</code><p class="muted small">${description}</p>`,
			html`${own ? html`<div class="edit">${field(key, drafts.get(key) ?? value, key)}${changed || drafts.has(key) ? actions(key) : ''}</div>${problem(key)}${prediction(key)}` : html`<code class=${look}>${value || 'not set'}</code>`}
				<p class="muted small">${changed ? html`${badge('accent', 'changed')} was ${original || 'empty'}` : initial !== undefined && initial !== value ? `default ${initial || 'empty'}` : ''}</p>`,
			html`<span class=${look}>${source}</span>`,
		];
	}

	const editor = createRules(app, { rules: () => rules, change, draw });

	return {
		async show(params, query) {
			await load();
			const wanted = query?.get('rule');
			if (!wanted) return;
			history.replaceState(null, '', '#/settings');
			if (editable(RULES)) editor.add(JSON.parse(wanted));
		},
		every: 3000,
		refresh: load,
		key: (event) => takesKey({ '/': () => host.querySelector('.find')?.focus() }, event),
	};
}

const split = (value) => (value ?? '').split(/[,\n]/).map((pattern) => pattern.trim()).filter(Boolean);
const percent = (value) => String(Math.round(Number(value) * 1e6) / 1e4);

function fraction(text) {
	return String(Math.round(Number(text) * 1e4) / 1e6);
}

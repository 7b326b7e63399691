import { html, nothing, render } from './lit-html.js';
import { badge, button, icon, table, takesKey } from './core.js';
import { card, createExporterCard, historyCard, instrumentationCard } from './cards.js';
import { createDrafts, EXCLUDED, percent, problemOf, SAMPLING, split } from './drafts.js';
import { editors } from './editors.js';
import { plural } from './format.js';
import { createRules, RULES } from './rules.js';

export function mountSettings(host, app) {
	let config = null;
	let rules = [];
	let failure = '';
	let search = '';

	const item = (key) => config.items.find((it) => it.key === key);
	const editable = (key) => !app.meta?.readOnly && item(key).mutable;
	const drafts = createDrafts(app, { item, editable, change, draw });
	const exporter = createExporterCard(app, draw);
	const editor = createRules(app, { rules: () => rules, change, draw });

	async function load() {
		const [settings, destinations, stands] = await Promise.all([app.api.get('/config'), app.api.get('/exporter'), app.api.get('/rules')]);
		failure = problemOf(settings);
		config = failure ? config : settings.body;
		exporter.take(destinations);
		rules = stands.status === 200 ? stands.body.items : rules;
		draw();
	}

	async function change(values) {
		const keys = Object.keys(values);
		const answer = await app.api.patch('/config', values);
		const error = problemOf(answer);
		if (error) drafts.fail(keys.find((key) => error.includes(key)) ?? keys[0], error);
		else {
			config = answer.body;
			keys.forEach(drafts.forget);
			app.toast(keys.map((key) => key === RULES ? 'The rules are changed' : `${key} is now ${values[key] || 'empty'}`).join(', '));
			await Promise.all([app.reloadMeta(), load()]);
		}
		draw();
		return error;
	}

	function draw() {
		render(config ? content() : failure ? html`<p class="page text-err">${failure}</p>` : nothing, host);
	}

	function content() {
		const { readOnly } = app.meta ?? {};
		const changeable = (key) => item(key)?.mutable && editable(key);
		return html`<div class="page settings">
			<header class="page-head"><h1>Settings</h1><p class="muted grow">${readOnly ? 'Read-only: this application allows no changes from the page.' : 'Changes count from the next request on.'}</p>
				${editorChoice(app)}
				${button(html`${icon('copy')}Copy report`, copyReport, { title: 'Versions, what is traced and why not, and properties without secrets: for an issue' })}</header>
			${config.yaml ? changes() : ''}
			<div class="columns"><div>${item(SAMPLING) ? sampling() : ''}${item(RULES) ? rulesCard() : ''}${item(EXCLUDED) ? exclusions() : ''}${exporter.content()}${config.changes.length ? historyCard(config.changes, readOnly, undoChange) : ''}</div>
				<div>${instrumentationCard(config.instrumentations, changeable, (key, on) => change({ [key]: String(on) }))}</div></div>
			${configuration()}
		</div>`;
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
			drafts.clear();
			app.toast(`Change ${number} is undone`);
			await app.reloadMeta();
		}
		await load();
	}

	function sampling() {
		const value = drafts.of(SAMPLING) ?? percent(item(SAMPLING).value);
		const label = 'Share of traces that is recorded, in percent';
		return card('Sampling', drafts.actions(SAMPLING), html`<div class="body">
			<div class="slider"><input type="range" min="0" max="100" aria-label=${label} .value=${value} ?disabled=${!editable(SAMPLING)} @input=${drafts.onInput(SAMPLING)}>${drafts.field(SAMPLING, value, label, 'number')} %</div>
			${drafts.outcome(SAMPLING)}</div>`);
	}

	function rulesCard() {
		return card('Rules', html`<span class="muted grow">${rules.length ? `${plural(rules.length, 'rule')}, asked from the top; then the share above counts` : ''}</span>${editable(RULES) ? button('Add a rule', () => editor.add()) : ''}`, editor.card());
	}

	function exclusions() {
		const patterns = drafts.of(EXCLUDED) ?? split(item(EXCLUDED).value).join('\n');
		return card('Requests left out', drafts.actions(EXCLUDED), html`<div class="body">
			<textarea class="field mono" rows=${Math.max(2, patterns.split('\n').length)} aria-label="Patterns, one a line" placeholder="/internal/** or GET /ping" .value=${patterns} ?disabled=${!editable(EXCLUDED)} @input=${drafts.onInput(EXCLUDED)}></textarea>
			${drafts.outcome(EXCLUDED)}</div>`);
	}

	async function copyReport() {
		const answer = await app.api.get('/report');
		if (problemOf(answer)) app.toast(problemOf(answer));
		else app.copy(answer.body.text, 'the report');
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
			html`${own ? html`<div class="edit">${drafts.field(key, drafts.of(key) ?? value, key)}${changed || drafts.has(key) ? drafts.actions(key) : ''}</div>${drafts.problem(key)}${drafts.prediction(key)}` : html`<code class=${look}>${value || 'not set'}</code>`}
				<p class="muted small">${changed ? html`${badge('accent', 'changed')} was ${original || 'empty'}` : initial !== undefined && initial !== value ? `default ${initial || 'empty'}` : ''}</p>`,
			html`<span class=${look}>${source}</span>`,
		];
	}

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

/** The reader's own choice, which stays in this browser. */
function editorChoice(app) {
	return html`<label class="editor">Open code in <select class="field" @change=${(event) => app.chooseEditor(event.target.value)}>${
		Object.entries(editors).map(([id, name]) => html`<option value=${id} ?selected=${id === app.editor()}>${name}</option>`)}</select></label>`;
}

import { html, nothing, render } from './lit-html.js';
import { button, icon, iconButton, showDialog } from './core.js';
import { formatCount, formatDuration, plural } from './format.js';

export const RULES = 'tracing.rules';

const PREVIEW_MS = 250;

/** The conditions of a rule: the field, its name, an example. */
const matchers = [
	['path', 'path', '/users/**'], ['method', 'method', 'GET'], ['route', 'route', '/users/{id}'], ['header', 'header', 'X-Test=1'], ['host', 'host', 'shop.example.com'],
	['kind', 'kind of span', 'server, client, internal, producer or consumer'], ['span-name', 'name of span', 'SELECT *'], ['attributes', 'attribute', 'db.system.name=postgresql'],
	['remote-service', 'called service', 'payments'], ['instrumentation', 'instrumentation', 'jdbc'],
];
/** The actions of a rule: the field, its name, an example; without an example there is nothing to fill in. */
const deeds = [
	['drop', 'drop'], ['keep', 'always record'], ['probability', 'record a share', '0.05'], ['rate', 'record at most', '10/s'], ['rename', 'rename', 'checkout'],
	['set', 'set attributes', 'team=orders'], ['remove', 'remove attributes', 'url.query'], ['redact', 'hide attributes', 'url.query'], ['debug', 'record all detail'],
];
const lists = ['remove', 'redact'];
const maps = ['attributes', 'set'];
const deciding = ['keep', 'probability', 'rate'];
const lifetimes = [['', 'until removed'], ['10m', '10 minutes'], ['1h', '1 hour'], ['1d', '1 day']];

const pairs = (text) => Object.fromEntries(elements(text).map((it) => it.split(/=(.*)/s).map((part) => part.trim())));
const elements = (text) => text.split(',').map((it) => it.trim()).filter(Boolean);
const textOf = (value) => Array.isArray(value) ? value.join(', ') : value && typeof value === 'object' ? Object.entries(value).map(([key, it]) => `${key}=${it}`).join(', ') : String(value ?? '');
const valueOf = (field, text) => lists.includes(field) ? elements(text) : maps.includes(field) ? pairs(text) : field === 'probability' ? Number(text) : text.trim();

/** The rules in the order in which they are evaluated, with their hits. */
export function createRules(app, { rules, change, draw }) {
	const readOnly = () => app.meta?.readOnly;
	const definitions = () => rules().map((it) => it.rule);

	function save(list) {
		return change({ [RULES]: list.length ? JSON.stringify(list) : '' });
	}

	async function saveAt(index, rule) {
		const list = definitions();
		list.splice(index, rule && index < list.length ? 1 : rule ? 0 : 1, ...(rule ? [rule] : []));
		return save(list);
	}

	function move(index) {
		const list = definitions();
		list.splice(index - 1, 2, list[index], list[index - 1]);
		return save(list);
	}

	function row({ rule, hits, lastHitUs, endsUs }, index) {
		const { title } = rule;
		const [field, name] = deeds.find(([it]) => it in rule) ?? ['', '?'];
		const value = rule[field] === true ? '' : field === 'probability' ? `${Math.round(rule[field] * 1e6) / 1e4} %` : textOf(rule[field]);
		const conditions = matchers.filter(([it]) => it in rule).map(([it, label]) => html`<span class="muted">${label}</span> <code>${textOf(rule[it])}</code> `);
		const left = endsUs ? endsUs - Date.now() * 1000 : 0;
		return html`<li>
			<p class="line"><strong>${name}</strong>${value ? html`<code>${value}</code>` : ''}<span class="grow ellipsis" title=${JSON.stringify(rule)}>${title ? html`${title} ` : ''}${conditions.length ? conditions : html`<span class="muted">everything</span>`}</span>
				${readOnly() ? '' : html`${index ? iconButton('up', 'Ask this rule earlier', () => move(index)) : ''}${button('Edit', () => open(index, rule), { kind: 'ghost small' })}${iconButton('close', 'Remove this rule', () => saveAt(index, null))}`}</p>
			<p class="facts-line"><span><b>${formatCount(hits)}</b> ${hits === 1 ? 'hit' : 'hits'}</span>${lastHitUs ? html`<span>last <b>${formatDuration(Math.max(0, Date.now() * 1000 - lastHitUs))}</b> ago</span>` : ''}${endsUs ? html`<span>ends in <b>${formatDuration(Math.max(0, left))}</b></span>` : ''}${rule['override-parent'] ? html`<span>also against the caller's decision</span>` : ''}</p></li>`;
	}

	function card() {
		return html`${rules().length ? html`<ol class="list rules">${rules().map(row)}</ol>` : html`<p class="body muted">None. A rule drops requests or records a share of them, or changes their spans; the first that decides counts.</p>`}`;
	}

	/** The form works on a draft: an array of conditions, and one action. */
	function open(index, rule) {
		const [deed] = deeds.find(([it]) => it in rule) ?? deeds[0];
		const more = deeds.map(([it]) => it).filter((it) => it !== deed && it in rule);
		const draft = {
			title: rule.title ?? '', deed, value: rule[deed] === true ? '' : textOf(rule[deed]), override: Boolean(rule['override-parent']), lifetime: rule.until ? 'kept' : '',
			conditions: matchers.flatMap(([it]) => it === 'attributes' ? Object.entries(rule[it] ?? {}).map(([key, value]) => [it, `${key}=${value}`]) : it in rule ? [[it, textOf(rule[it])]] : []),
		};
		if (!draft.conditions.length) draft.conditions.push(['path', '']);
		const isNew = index >= rules().length;
		const dialog = showDialog(isNew ? 'New rule' : `Rule ${index + 1}`, html`<form class="rule-form"></form>`);
		const form = dialog.querySelector('form');
		let preview = null;
		let error = '';
		let timer = 0;

		function built() {
			const built = draft.title.trim() ? { title: draft.title.trim() } : {};
			for (const [field, text] of draft.conditions) {
				if (text.trim()) built[field] = field === 'attributes' ? { ...built.attributes, ...pairs(text) } : valueOf(field, text);
			}
			built[draft.deed] = deeds.find(([it]) => it === draft.deed)[2] ? valueOf(draft.deed, draft.value) : true;
			for (const field of more) built[field] = rule[field];
			if (draft.override && deciding.includes(draft.deed)) built['override-parent'] = true;
			if (draft.lifetime === 'kept') built.until = rule.until;
			else if (draft.lifetime) built.for = draft.lifetime;
			return built;
		}

		function edited(change) {
			change();
			// The preview was of another rule.
			preview = null;
			clearTimeout(timer);
			timer = setTimeout(check, PREVIEW_MS);
			drawForm();
		}

		async function check() {
			const list = definitions();
			list.splice(index, isNew ? 0 : 1, built());
			const { status, body } = await app.api.post('/rules/preview', { key: RULES, value: JSON.stringify(list) });
			error = status === 200 ? '' : body?.error ?? 'The application does not answer';
			preview = status === 200 ? body : null;
			drawForm();
		}

		async function submit(event) {
			event.preventDefault();
			clearTimeout(timer);
			error = await saveAt(index, built());
			if (error) drawForm();
			else dialog.close();
		}

		const choice = (values, chosen, label, choose) => html`<select class="field" aria-label=${label} @change=${(event) => edited(() => choose(event.target.value))}>${values.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}</select>`;
		const field = (value, label, example, type) => html`<input class="field mono grow" autocomplete="off" aria-label=${label} placeholder=${example} .value=${value} @input=${(event) => edited(() => type(event.target.value))}>`;

		function condition(it, at) {
			const [, label, example] = matchers.find(([name]) => name === it[0]);
			return html`<div class="line">${choice(matchers, it[0], 'What is matched', (value) => it[0] = value)}${field(it[1], label, example, (value) => it[1] = value)}${iconButton('close', 'Remove this condition', () => edited(() => draft.conditions.splice(at, 1)))}</div>`;
		}

		function drawForm() {
			const example = deeds.find(([it]) => it === draft.deed)[2];
			const add = () => edited(() => draft.conditions.push(['method', '']));
			render(html`
				<fieldset><legend>What matches all of this</legend>${draft.conditions.map(condition)}<p>${button('Add a condition', add, { kind: 'ghost small' })}</p></fieldset>
				<fieldset><legend>What happens</legend>
					<div class="line">${choice(deeds, draft.deed, 'What happens', (value) => draft.deed = value)}${example ? field(draft.value, 'Value', example, (value) => draft.value = value) : ''}</div>
					<div class="line">${choice(draft.lifetime === 'kept' ? [['kept', `until ${rule.until}`], ...lifetimes] : lifetimes, draft.lifetime, 'How long', (value) => draft.lifetime = value)}${field(draft.title, 'Title', 'A title, if you like', (value) => draft.title = value)}</div>
					${deciding.includes(draft.deed) ? html`<label class="check"><input type="checkbox" .checked=${draft.override} @change=${(event) => edited(() => draft.override = event.target.checked)}>Also against the decision of the caller</label>` : ''}</fieldset>
				${error ? html`<p class="problem" role="alert">${icon('error')}${error}</p>` : ''}
				${preview ? html`<div class="preview" role="status"><b>${preview.matched ? formatCount(preview.matched) : 'None'} of the last ${plural(preview.of, 'trace')}</b> would not have been recorded${preview.spans ? html`, and <b>${plural(preview.spans, 'span')}</b> would be left out of the others` : ''}${preview.kept === undefined ? '' : html`; <b>${plural(preview.kept, 'trace')}</b> would be kept at the end`}.
					<ul>${preview.samples.slice(0, 5).map((it) => html`<li><a href="#/traces/${it.traceId}">${it.name}</a></li>`)}</ul></div>` : nothing}
				<div class="line"><span class="grow"></span>${button(isNew ? 'Add the rule' : 'Change the rule', nothing, { kind: 'primary', type: 'submit' })}</div>`, form);
		}

		form.addEventListener('submit', submit);
		drawForm();
		check();
		form.querySelector('input').focus();
		dialog.addEventListener('close', draw);
	}

	return {
		card,
		add: (rule = { path: '', drop: true }) => open(rules().length, rule),
	};
}

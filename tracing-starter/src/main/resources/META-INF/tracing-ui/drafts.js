import { html, nothing } from './lit-html.js';
import { button, icon, takesKey } from './core.js';
import { formatCount, plural } from './format.js';

export const SAMPLING = 'tracing.sampling.probability';
export const EXCLUDED = 'tracing.web.exclude';
const PREVIEW_MS = 250;

export const split = (value) => (value ?? '').split(/[,\n]/).map((pattern) => pattern.trim()).filter(Boolean);
export const percent = (value) => String(Math.round(Number(value) * 1e6) / 1e4);

function fraction(text) {
	return String(Math.round(Number(text) * 1e4) / 1e6);
}

export function problemOf({ status, body }) {
	return status === 200 ? '' : body?.error ?? 'The application does not answer';
}

/** New values of properties that the reader types, with their errors and effects. */
export function createDrafts(app, { item, editable, change, draw }) {
	const drafts = new Map();
	const errors = new Map();
	const previews = new Map();
	const timers = new Map();

	function forget(key) {
		[drafts, errors, previews].forEach((map) => map.delete(key));
	}

	function edit(key, draft) {
		forget(key);
		drafts.set(key, draft);
		clearTimeout(timers.get(key));
		if (key === SAMPLING && !(draft && Number(draft) >= 0 && Number(draft) <= 100)) errors.set(key, 'The share is a number from 0 to 100, in percent.');
		else if (!same(key) && (key.startsWith('tracing.sampling.') || key === EXCLUDED)) timers.set(key, setTimeout(() => preview(key, valueOf(key)), PREVIEW_MS));
		draw();
	}

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

	const onInput = (key) => (event) => edit(key, event.target.value);

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

	return {
		forget, onInput, outcome, prediction, problem, field, actions,
		has: (key) => drafts.has(key),
		of: (key) => drafts.get(key),
		fail: (key, error) => errors.set(key, error),
		clear: () => [drafts, errors, previews].forEach((map) => map.clear()),
	};
}

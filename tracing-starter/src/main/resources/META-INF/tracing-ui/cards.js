import { html, nothing } from './lit-html.js';
import { badge, button, icon } from './core.js';
import { problemOf } from './drafts.js';
import { formatCount, formatDateTime, formatDuration } from './format.js';

const states = { ok: ['ok', 'Sending'], idle: ['', 'Nothing sent yet'], failing: ['err', 'Failing'], paused: ['warn', 'Paused'] };
const answers = { true: ['text-ok', 'check', 'It answers'], false: ['text-err', 'close', 'No'], null: ['muted', 'info', 'It cannot be tested'] };

export function card(title, head, body) {
	return html`<section class="card" aria-label=${title}><header><h2>${title}</h2>${head}</header>${body}</section>`;
}

/** Who changed what. */
export function historyCard(changes, readOnly, undo) {
	return card('History', html`<span class="muted grow">Who changed what since the start, the latest first.</span>`,
		html`<ul class="list history">${changes.map((it) => historyRow(it, readOnly, undo))}</ul>`);
}

function historyRow({ number, at, by, steps, until, undoable }, readOnly, undo) {
	const left = until && undoable ? (Date.parse(until) - Date.now()) * 1000 : 0;
	return html`<li>
		<p class="line"><strong>${number}</strong><span class="grow ellipsis" title=${by}>by ${by}</span>${left > 0 ? badge('accent', `ends in ${formatDuration(left)}`) : ''}
			${undoable && !readOnly ? button('Undo', () => undo(number), { kind: 'ghost small', title: `Undo change ${number}` }) : ''}</p>
		<p class="muted small"><time datetime=${at}>${formatDateTime(Date.parse(at) * 1000)}</time></p>
		${steps.map(({ key, before, after }) => html`<p class="small"><code>${key}</code> <code class="muted">${before || 'empty'}</code> to <code>${after || 'empty'}</code></p>`)}</li>`;
}

/** The destinations of spans and other signals, and whether they arrive. */
export function createExporterCard(app, draw) {
	let exporter = null;
	let tests = null;

	function content() {
		if (!exporter) return '';
		const { destinations, paused } = exporter;
		return card('Exporter', html`<span class="grow"></span>${app.meta?.readOnly || !destinations.length ? '' : html`
			${button('Test', test)}
			${button(paused ? 'Resume' : 'Pause', pause, { title: 'While paused nothing is sent; traces are still shown here' })}`}`,
		destinations.length ? html`<ul class="list">${destinations.map(destination)}</ul>` : html`<p class="body muted">None: traces are shown on this page only.</p>`);
	}

	function destination({ description, signal, state, lastSuccessUs, sent, dropped, failure }) {
		const unheard = !lastSuccessUs && /refused/.test(failure);
		const [level, text] = unheard ? ['', 'No collector'] : states[state] ?? ['', state];
		const result = tests?.find((it) => it.description === description);
		const [look, name, answer] = answers[result?.answers] ?? [];
		return html`<li>
			<p class="line"><span class="dot ${level}"></span><strong>${text}</strong><span class="mono ellipsis" title=${description}>${description}</span>${badge('', signal)}</p>
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

	return {
		content,
		take({ status, body }) {
			if (status === 200) exporter = body;
		},
	};
}

/**
 * What is traced and what is not.
 * @param {object[]} all
 * @param {(key: string) => boolean} changeable whether the reader can turn it on and off
 * @param {(key: string, on: boolean) => void} turn
 */
export function instrumentationCard(all, changeable, turn) {
	// Turning one off does not change its position.
	const list = [...all].sort((a, b) => b.present - a.present);
	const row = ({ name, on, present, key, reason, details = [] }) => html`<li class=${present ? '' : 'absent'}>
		<p class="line">${badge(on && present ? 'ok' : '', !present ? 'absent' : on ? 'on' : 'off')}<strong>${name}</strong><span class="grow"></span><code class="muted">${key}</code>${changeable(key) ? button(on ? 'Turn off' : 'Turn on', () => turn(key, !on), { kind: 'ghost small', title: `${on ? 'Make no spans' : 'Make spans again'} from now on` }) : ''}</p>
		<p class="reason">${reason}</p>
		${details.length > 1 ? html`<details class="reason"><summary>${details.filter((it) => it.traced).length} of ${details.length} traced</summary><ul>${details.map((it) => html`<li>${icon(it.traced ? 'check' : 'close')}<span class="sr">${it.traced ? 'traced:' : 'not traced:'}</span> <code>${it.subject}</code> <span class="muted">${it.reason}</span></li>`)}</ul></details>` : ''}</li>`;
	return card('Instrumentation', html`<span class="muted">${list.filter((it) => it.on && it.present).length} of ${list.length} on</span>`, html`<ul class="list tight">${list.map(row)}</ul>`);
}

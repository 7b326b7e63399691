import { html, nothing, render } from './lit-html.js';
import { badge } from './core.js';
import { formatCount, formatDateTime, formatDuration } from './format.js';
import { groupMarks } from './spans.js';

const MOST_SHOWN = 1000;
const levelLooks = { ERROR: ['✕', 'text-err'], WARN: ['▲', 'text-warn'], INFO: ['●', ''], DEBUG: ['○', 'muted'], TRACE: ['○', 'muted'] };

/** The log lines of a trace, of all services, by time. */
export function createLines(element, model, actions) {
	const several = () => new Set(model.logs.map((it) => it.service ?? '')).size > 1;

	function draw() {
		const named = several();
		render(html`<ol>${model.logs.slice(0, MOST_SHOWN).map((it) => row(it, named))}</ol>${model.logs.length > MOST_SHOWN
			? html`<p class="muted">${formatCount(model.logs.length - MOST_SHOWN)} later lines are not shown here.</p>` : nothing}`, element);
	}

	function row(line, named) {
		const { level, logger, message, exception, service } = line;
		const [mark, look] = levelLooks[level] ?? levelLooks.INFO;
		const span = model.spans.find((it) => it.spanId === line.spanId);
		return html`<li class=${line.seq === model.lineSeq ? 'on' : ''} data-seq=${line.seq}>
			<span class="mono muted" title=${formatDateTime(line.atUs)}>+${formatDuration(Math.max(0, lineOffset(line, model.spans)))}</span>
			<span class="mono ${look}"><i aria-hidden="true">${mark}</i> ${level}</span>
			<span>${named ? html`${badge('', service ?? model.spans.find((it) => it.local)?.service ?? 'this application')} ` : nothing}<span class="muted" title=${logger}>${logger.split('.').at(-1)}</span>
				${span ? html`<button class="link" title="Select ${span.name}" @click=${() => actions.goTo(span)}>${message}</button>` : html`<span>${message}</span>`}
				${exception ? html`<details><summary class="muted">stack trace</summary><div class="code">${exception}</div></details>` : nothing}</span></li>`;
	}

	return {
		draw,
		reveal() {
			element.querySelector('.on')?.scrollIntoView({ block: 'nearest' });
		},
		key: () => false,
	};
}

/** @returns {number} microseconds from the start of the trace */
function lineOffset(line, spans) {
	return spans.length ? line.atUs - (spans[0].startUs - spans[0].offsetUs) : 0;
}

/** One tab stop for all marks; the arrow keys move between them. */
function stepToMark(event) {
	const { key, currentTarget: { previousElementSibling, nextElementSibling } } = event;
	const to = key === 'ArrowLeft' ? previousElementSibling : key === 'ArrowRight' ? nextElementSibling : null;
	if (!to?.classList.contains('line-mark')) return;
	event.preventDefault();
	event.stopPropagation();
	to.focus();
}

/** The lines on the time axis. Those that would cover each other are one mark, with the most severe level. */
export function lineMarks(model, width, choose) {
	const at = (line) => (lineOffset(line, model.spans) - model.view.from) / (model.view.to - model.view.from) * width;
	/** @type {{ line: any, px: number, level: string }[]} */
	const marks = model.logs.map((line) => ({ line, px: at(line), level: line.level }));
	return groupMarks(marks, width).map(({ px, level, all }, index) => {
		const [mark, look] = levelLooks[level] ?? levelLooks.INFO;
		const [{ line }] = all.filter((it) => it.level === level);
		const text = `${level} ${line.message.slice(0, 200)}${all.length > 1 ? ` and ${formatCount(all.length - 1)} more` : ''}`;
		return html`<button class="line-mark ${look}" data-level=${level} tabindex=${index ? -1 : 0} @keydown=${stepToMark} .style="left:${px}px" title=${text} aria-label="Log: ${text}" @click=${() => choose(line)}>${mark}</button>`;
	});
}

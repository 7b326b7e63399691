import { html, render } from './lit-html.js';
import { button, codeLink, icon } from './core.js';
import { groupFindings } from './findings.js';

/** The remarkable facts about a trace. If there are many, each kind is one line that expands. */
export function createBanners(host, app, show) {
	const opened = new Set();
	let findings = [];

	function draw() {
		render(groupFindings(findings).map((it) => it.all ? group(it) : finding(it)), host);
	}

	/** @param {import('./findings.js').Finding} finding */
	function group({ type, level, title, text, all }) {
		const expanded = opened.has(type);
		const toggle = () => {
			if (!opened.delete(type)) opened.add(type);
			draw();
		};
		return html`<div class="banner ${lookOf(level)} group">${icon(level)}<strong>${title}</strong><p>${expanded ? '' : text}</p>
				${button('Show', () => show(all.flatMap((it) => it.spanIds)), { kind: 'small' })}
				<button class="btn ghost small square expand" aria-expanded=${expanded} aria-label="All of them" @click=${toggle}>${icon('chevron')}</button></div>
			${expanded ? html`<div class="group-body">${all.map(finding)}</div>` : ''}`;
	}

	/** @param {import('./findings.js').Finding} finding */
	function finding({ level, title, text, callSite, spanIds }) {
		const expand = ({ currentTarget }) => currentTarget.ariaExpanded = currentTarget.parentElement.classList.toggle('open');
		return html`<div class="banner ${lookOf(level)}">${icon(level)}<strong title=${title}>${title}</strong><p>${text}</p>
			${callSite ? codeLink(callSite, app) : ''}
			${spanIds.length ? button('Show', () => show(spanIds), { kind: 'small' }) : ''}
			${text ? html`<button class="btn ghost small square expand" aria-expanded="false" aria-label="Whole text" @click=${expand}>${icon('chevron')}</button>` : ''}</div>`;
	}

	return {
		set(next) {
			findings = next;
			draw();
		},
	};
}

function lookOf(level) {
	return level === 'error' ? 'err' : level;
}

import { html, nothing } from './lit-html.js';
import { badge, categories, codeLink, copyButton, icon, iconButton } from './core.js';
import { formatDateTime, formatDuration, formatTime, plural } from './format.js';
import { queryTerm, ruleLink, tracesLink } from './query.js';
import { conversationOf, modelFacts, saidIn, saidKeys } from './said.js';
import { sqlParts } from './sql.js';
import { exceptionText, foldFrames } from './stack.js';
import { spanName } from './tree.js';

/** All details of a span. */
export function spanDetails(span, { logs, stacks }, app, close, plans) {
	const { sql, code, exception, links } = span;
	const events = span.events.filter((it) => !exception || it.name !== 'exception');
	const list = (items, template) => html`<ul class="lines">${items.map((it) => html`<li>${template(it)}</li>`)}</ul>`;
	const attributes = span.attributes.filter(({ key, value }) => value !== sql?.text && !saidKeys.includes(key)).sort((a, b) => a.key < b.key ? -1 : 1);
	return html`
		<header><h2>${spanName(span)}</h2>${app.standalone || app.meta?.readOnly ? '' : html`<a class="btn ghost small" href=${ruleLink(span)} title="A rule for spans like this one: drop it, record a share, hide an attribute">Make a rule</a>`}${iconButton('close', 'Close', close)}</header>
		<p class="pane-facts">${span.tag === 'AI' ? 'AI' : categories[span.category]?.[1]} · ${formatDuration(span.durationUs)} · self ${formatDuration(span.selfUs)} · starts +${span.offsetUs ? formatDuration(span.offsetUs) : 0}</p>
		${span.status === 'error' ? html`<p class="pane-status">${badge('err', '! error')} <span>${span.statusDescription ?? (exception ? '' : span.error ?? '')}</span></p>` : ''}
		${sql ? paneSection(html`SQL <span class="muted">${[sql.system, sql.rows === undefined ? '' : plural(sql.rows, 'row')].filter(Boolean).join(' · ')}</span>`, html`<div class="code">${formatSql(sql.text)}</div>${plans.answer(span)}`, html`${plans.button(span)}${copyButton(sql.text, 'SQL', app)}`) : ''}
		${modelOf(span, app)}
		${code ? paneSection('Call site', html`<p class="call-site">${codeLink(code, app)}<span class="muted mono">${code.function}</span></p>`) : ''}
		${samplesOf(span, stacks, app)}
		${exception ? paneSection('Exception', html`<div class="code stack">${stackTrace(exception, '', app)}</div>`, copyButton(exceptionText(exception), 'stack trace', app)) : ''}
		${events.length ? paneSection('Events', list(events, (it) => html`<span class="muted mono">+${formatDuration(it.offsetUs)}</span><span>${it.name}${
			it.attributes.map(({ key, value }) => html`<br><span class="muted mono">${key}</span> <span class="mono">${String(value)}</span>`)}</span>`)) : ''}
		${logs.length ? paneSection('Logs', list(logs, logOfSpan)) : ''}
		${links.length ? paneSection('Links', list(links, (it) => app.standalone ? html`<code>${it.traceId}</code>` : html`<a class="mono" href="#/traces/${it.traceId}/${it.spanId}">${it.traceId.slice(0, 16)}… / ${it.spanId}</a>`)) : ''}
		${attributesOf('Attributes', attributes, app)}
		${paneSection('Span', html`<dl class="attributes">${[
			['span id', span.spanId], ['parent id', span.parentId], ['kind', span.kind], ['service', span.service],
			['on critical path', span.criticalUs && formatDuration(span.criticalUs)], ['recorded by', [span.scope, span.scopeVersion].filter(Boolean).join(' ')],
		].map(([key, value]) => value ? spanAttribute({ key, value, type: 'string' }, app, false) : nothing)}</dl>`)}
		${attributesOf('Resource', span.described ?? [], app)}`;
}

/** The call of a language model or of its tool, and what is said. */
function modelOf({ attributes, name }, app) {
	const facts = modelFacts(attributes);
	const said = saidIn(attributes);
	const conversation = conversationOf(attributes);
	const turns = conversation && !app.standalone ? html`<a class="btn ghost small" href="${tracesLink(queryTerm('gen_ai.conversation.id=', conversation))}&order=asc" title="The traces of this conversation, in their order">All turns</a>` : nothing;
	return html`
		${facts.length ? paneSection('Language model', html`<dl class="attributes">${facts.map(([key, value]) => html`<div><dt>${key}</dt><dd>${value}</dd></div>`)}</dl>`, turns) : ''}
		${said.length ? paneSection('What was said', html`<ul class="lines said">${said.map(({ role, text, call }) => html`<li><b class=${role === 'assistant' ? '' : 'muted'}>${role}</b><div>${
			call ? html`<span class="mono">${call}(${text})</span>` : text}</div></li>`)}</ul>`, copyButton(said.map((it) => `${it.role}: ${it.call ? `${it.call}(${it.text})` : it.text}`).join('\n'), 'what was said', app))
			: facts.length && /^chat /.test(name) && !app.standalone ? html`<p class="muted">What was said is not recorded, unless <code>tracing.ai.content=true</code>.</p>` : ''}`;
}

function attributesOf(title, attributes, app) {
	return attributes.length ? paneSection(title, html`<dl class="attributes">${attributes.map((it) => spanAttribute(it, app, true))}</dl>`) : '';
}

function paneSection(title, content, action = nothing) {
	return html`<section><header><h3>${title}</h3>${action}</header>${content}</section>`;
}

/**
 * @typedef {{ text: string, app: boolean, file?: string, line?: number, className?: string, path?: string }} Frame
 * @typedef {{ frame?: Frame, samples: number, sampledUs: number, stacks: { samples: number, sampledUs: number, frames: Frame[] }[] }} Site
 * @typedef {{ spanId: string, offsetUs: number, durationUs: number, samples: number, sampledUs: number, sites: Site[] }} SampledGap
 */

/**
 * What the thread did in the gaps of a span, by the innermost method of the application.
 * @param {{ spanId: string, offsetUs: number }} span
 * @param {{ intervalUs: number, offsetUs: number, gaps: SampledGap[] } | undefined} stacks
 * @param {object} app
 */
function samplesOf({ spanId, offsetUs }, stacks, app) {
	const gaps = (stacks?.gaps ?? []).filter((it) => it.spanId === spanId);
	if (!gaps.length) return '';
	const gap = (/** @type {SampledGap} */ it) => html`<h4>+${it.offsetUs > offsetUs ? formatDuration(it.offsetUs - offsetUs) : 0} for ${formatDuration(it.durationUs)} <span class="muted">${plural(it.samples, 'sample')}</span></h4>
		<ul class="samples">${it.sites.map((site) => html`<li><details><summary>${sampleBar(site, it)}<span class="mono">${formatDuration(site.sampledUs)}</span><span class="mono ${site.frame ? 'app' : 'dim'}">${siteName(site)}</span></summary>
			${site.stacks.map((stack) => html`<div class="code stack"><b>${formatDuration(stack.sampledUs)} · ${plural(stack.samples, 'sample')}</b>${frameLines(stack.frames, app)}</div>`)}</details></li>`)}</ul>`;
	return paneSection('What the thread did', html`<p class="muted">Sampled every ${formatDuration(stacks.intervalUs)}, from +${formatDuration(stacks.offsetUs)} of the trace on.</p>${gaps.map(gap)}`);
}

/**
 * @param {Site} site
 * @param {SampledGap} gap
 */
function sampleBar({ sampledUs }, gap) {
	return html`<span class="sample-bar" aria-hidden="true"><i .style=${`width: ${100 * sampledUs / Math.max(1, gap.sampledUs)}%`}></i></span>`;
}

/** @param {Site} site */
function siteName({ frame, stacks: [{ frames: [top] }] }) {
	if (frame) return breakable(`${frame.className.split('.').at(-1)}${frame.text.slice(frame.className.length)}`);
	return top ? html`library: ${breakable(top.text)}` : 'stacks that were not kept';
}

/**
 * @param {Frame[]} frames
 * @param {object} app
 */
function frameLines(frames, app) {
	return foldFrames(frames).map((it) => Array.isArray(it)
		? html`<details><summary>  … ${plural(it.length, 'framework frame')}</summary>${it.map((frame) => frameLine(frame, app))}</details>` : frameLine(it, app));
}

/**
 * @param {{ type: string, message?: string, frames: { text: string, app: boolean }[], causes?: object[] }} exception
 * @param {string} prefix
 * @param {object} app
 */
function stackTrace({ type, message, frames, causes = [] }, prefix, app) {
	return html`<b class="text-err">${prefix}${breakable(type)}</b>${message ? html`<span>: ${message}</span>` : ''}${frameLines(frames, app)}${causes.map((cause) => html`<div>${stackTrace(cause, 'Caused by: ', app)}</div>`)}`;
}

/**
 * @param {{ text: string, app: boolean, file?: string, line?: number, className?: string, path?: string }} frame
 * @param {object} app
 */
function frameLine({ text, app: own, file, line, className, path }, app) {
	const name = text.slice(0, text.lastIndexOf('('));
	const place = own && file && line ? html`(${codeLink({ function: className ? `${className}.` : name, file, line, path }, app)})` : nothing;
	return html`<div class=${own ? 'app' : 'dim'}>  at\u00a0${breakable(place === nothing ? text : name)}${place}</div>`;
}

function logOfSpan(it) {
	const level = { ERROR: 'text-err', WARN: 'text-warn' }[it.level] ?? 'muted';
	return html`<span class="muted mono" title=${formatDateTime(it.atUs)}>${formatTime(it.atUs, true)}</span><span><b class="mono ${level}">${it.level}</b> <span class="muted" title=${it.logger}>${it.logger.split('.').at(-1)}</span><br>${it.message}${
		it.exception ? html`<details><summary class="muted">stack trace</summary><div class="code">${it.exception}</div></details>` : ''}</span>`;
}

function spanAttribute({ key, type, value }, app, filter) {
	const text = [value].flat().join(', ');
	return html`<div><dt title="${key} (${type})">${breakable(key)}</dt><dd class=${type === 'string' ? '' : 'typed'}>${text}<span class="row-actions">${copyButton(text, key, app)}${
		filter && !app.standalone && !Array.isArray(value) ? html`<a class="btn ghost small square" href=${tracesLink(queryTerm(`${key}:`, value))} title="Traces with this ${key}">${icon('search')}</a>` : ''}</span></dd></div>`;
}

function breakable(name) {
	return name.split(/(?<=[._(])/).map((it) => html`${it}<wbr>`);
}

export function formatSql(sql) {
	return sqlParts(sql).map(({ text, kind }) => kind ? html`<span class=${kind}>${text}</span>` : text);
}

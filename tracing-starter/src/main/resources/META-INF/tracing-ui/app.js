import { html, nothing, render } from './lit-html.js';
import { badge, button, copyText, emptyState, icon, iconButton, showDialog, takesKey } from './core.js';
import { editors } from './editors.js';
import { keepFocus } from './focus.js';
import { formatBytes, formatPercent } from './format.js';
import { keepService } from './query.js';

const pages = { traces: 'mountTraces', trace: 'mountTrace', compare: 'mountCompare', insights: 'mountInsights', map: 'mountMap', logs: 'mountLogs', settings: 'mountSettings' };
/** The pages that show one service if the reader has chosen one. */
const ofServices = ['traces', 'insights', 'map', 'logs'];
const themes = ['auto', 'light', 'dark'];
const POLL_MS = 1000;
const IDLE_MS = 60_000;
const SLOW_POLL_MS = 5000;

const byId = (id) => document.getElementById(id);
/** @returns {HTMLAnchorElement[]} */
const tabs = () => [...document.querySelectorAll('#tabs a')].filter((it) => it instanceof HTMLAnchorElement);
/** @returns {HTMLDetailsElement[]} */
const openMenus = () => [...document.querySelectorAll('.menu[open]')].filter((it) => it instanceof HTMLDetailsElement);
const host = byId('main');
let current = null;
let visit = 0;
let metaAt = 0;
let refreshedAt = 0;
let lastActive = Date.now();
let goUntil = 0;
let attempts = 0;

const app = {
	meta: null,
	online: true,
	listHash: '#/traces',
	api: {
		get: (path, params) => call('GET', path, undefined, params),
		post: (path, body = {}) => call('POST', path, body),
		patch: (path, body) => call('PATCH', path, body),
		del: (path) => call('DELETE', path),
	},
	compared: null,
	/** Traces that were seen but lost in a restart, with the time of the restart. */
	lost: new Map(),
	/** The service that the reader has chosen, or empty for all. */
	service: '',
	chooseService,
	go(hash) {
		location.hash = hash;
	},
	/** Lets the reader choose the other trace in the list; null ends the choice. */
	compareWith(summary) {
		app.compared = summary;
		app.go(app.listHash);
	},
	/** The reader's own choice comes first. */
	editor() {
		const chosen = storage('editor');
		return Object.hasOwn(editors, chosen ?? '') ? chosen : app.meta?.ide ?? 'none';
	},
	chooseEditor(editor) {
		storage('editor', editor);
	},
	toast(text) {
		const toast = document.createElement('div');
		toast.className = 'toast';
		toast.textContent = text;
		byId('toasts').replaceChildren(toast);
		setTimeout(() => toast.remove(), 2000 + 40 * text.length);
	},
	announce(text) {
		byId('announcer').textContent = text;
	},
	async copy(text, what) {
		if (await copyText(text)) app.toast(`Copied ${what}`);
	},
	async reloadMeta() {
		metaAt = Date.now();
		const { status, body } = await app.api.get('/meta');
		if (status === 200) app.meta = body;
		drawHeader();
	},
};

/** Resolves to {status, body}; status 0 if the application does not respond. */
async function call(method, path, body, params = {}) {
	const query = String(new URLSearchParams(Object.entries(params).filter(([, value]) => value !== undefined && value !== '')));
	const write = { 'Content-Type': 'application/json', 'X-Tracing-Token': app.meta?.token ?? '' };
	let answer = { status: 0, body: null };
	try {
		const response = await fetch(`api/v1${path}${query && `?${query}`}`, {
			method, headers: method === 'GET' ? {} : write, body: body && (body instanceof Blob ? body : JSON.stringify(body)),
		});
		const json = response.status !== 204 && response.headers.get('Content-Type')?.includes('json');
		answer = { status: response.status, body: json ? await response.json() : null };
	}
	catch {
		// The application has stopped.
	}
	const online = answer.status > 0;
	if (app.online !== online) {
		app.online = online;
		drawHeader();
		current?.page.connection?.();
	}
	return answer;
}

function storage(name, value) {
	try {
		if (value) localStorage.setItem(`tracing.${name}`, value);
		return localStorage.getItem(`tracing.${name}`);
	}
	catch {
		return null;
	}
}

function drawHeader() {
	const { exporter, readOnly, sampling, store } = app.meta ?? {};
	const { theme } = document.documentElement.dataset;
	byId('app-name').textContent = app.meta?.app ?? 'Tracing';
	const [level, state] = { failing: exporter?.reached === false ? ['', 'no collector'] : ['err', 'export failing'], paused: ['warn', 'export paused'] }[exporter?.state] ?? [];
	render(html`
		${serviceChoice()}
		${app.online ? '' : badge('err', 'no answer', 'The application does not answer; the page tries again')}
		${state ? html`<a href="#/settings">${badge(level, state, exporter.description)}</a>` : ''}
		${readOnly ? badge('', 'read-only') : ''}
		${sampling === undefined ? '' : html`<a class="fact" href="#/settings" title="Share of requests that are recorded">sampling <b class=${sampling ? '' : 'text-warn'}>${formatPercent(sampling)}</b></a>`}
		${store ? html`<span class="fact" title="${store.traces} traces with ${store.spans} spans${store.evicted ? `, ${store.evicted} older traces dropped` : ''}">store <b class=${store.bytes > 0.9 * store.maxBytes ? 'text-warn' : ''}>${formatBytes(store.bytes)} / ${formatBytes(store.maxBytes)}</b></span>` : ''}
		${button(html`${icon('theme')}<span>${theme}</span>`, switchTheme, { kind: 'theme', title: 'Switch the theme' })}
		${iconButton('help', 'Keyboard shortcuts', showKeys, { kind: 'ghost square' })}
	`, byId('facts'));
}

/** Shown if there is more than one service, on the pages that support services. */
function serviceChoice() {
	const services = [...new Set([...app.meta?.services ?? [], app.service].filter(Boolean))].sort();
	return services.length > 1 && ofServices.includes(current?.name)
		? html`<select class="field services" aria-label="Service" @change=${(event) => chooseService(event.target.value)}>
			<option value="" ?selected=${!app.service}>All services</option>${services.map((it) => html`<option value=${it} ?selected=${it === app.service}>${it}</option>`)}</select>`
		: nothing;
}

/** The choice is in the address, and the other pages keep it. */
function chooseService(service) {
	const [path, query] = location.hash.split(/\?(.*)/s);
	const params = new URLSearchParams(query);
	if (service) params.set('service', service);
	else params.delete('service');
	location.hash = `${path || '#/traces'}${params.size ? `?${params}` : ''}`;
}

function showService(service) {
	// New services may have arrived since the last response, and the choice is shown only if there is one.
	if (app.meta && service !== app.service) void app.reloadMeta();
	app.service = service;
	keepService(service);
	for (const link of tabs()) {
		const [path] = link.hash.split('?');
		if (ofServices.includes(path.slice(2))) link.setAttribute('href', `${path}${service ? `?${new URLSearchParams({ service })}` : ''}`);
	}
	drawHeader();
}

function switchTheme() {
	const { dataset } = document.documentElement;
	dataset.theme = themes[(themes.indexOf(dataset.theme) + 1) % themes.length];
	storage('theme', dataset.theme);
	themeChanged();
	app.announce(`Theme: ${dataset.theme}`);
}

/** Canvases do not follow tokens, so code that draws on one listens. */
function themeChanged() {
	dispatchEvent(new Event('themechange'));
}

function parseHash() {
	const [path, query] = location.hash.replace(/^#\/?/, '').split(/\?(.*)/s);
	const [first = 'traces', ...params] = path.split('/').filter(Boolean);
	return { name: first === 'traces' && params.length ? 'trace' : first, params, query: new URLSearchParams(query) };
}

async function route() {
	const { name, params, query } = parseHash();
	const mine = ++visit;
	if (current?.name !== name) {
		let mount = (room, _app) => message(room, 'There is no such page', html`<a class="btn" href="#/traces">All traces</a>`);
		try {
			// A browser may remember that a module was missing, so the next attempt uses another name.
			if (Object.hasOwn(pages, name)) mount = (await import(`./${name}.js${attempts ? `?${attempts}` : ''}`))[pages[name]];
		}
		catch (error) {
			console.error(error);
			attempts++;
			await app.reloadMeta();
			const refresh = app.online ? undefined : again;
			mount = (room) => message(room, 'This page could not be loaded', button('Load again', () => location.reload()), refresh);
		}
		if (mine !== visit) return;
		current?.page.unmount?.();
		const room = document.createElement('div');
		host.replaceChildren(room);
		current = { name, page: mount(room, app) };
		host.scrollTop = 0;
		for (const link of tabs()) {
			link.removeAttribute('aria-current');
			if (link.hash.split('?')[0] === `#/${name === 'trace' || name === 'compare' ? 'traces' : name}`) {
				link.setAttribute('aria-current', 'page');
				document.title = `${link.textContent} · Tracing`;
			}
		}
	}
	refreshedAt = Date.now();
	showService(ofServices.includes(name) ? query.get('service') ?? '' : app.service);
	current.page.show(params, query);
}

function again() {
	current.name = '';
	return route();
}

function message(room, title, actions, refresh) {
	render(html`<h1 class="sr">Tracing</h1>${emptyState({ title, icon: 'error', actions }, app)}`, room);
	return { show() {}, refresh, key: (event) => takesKey({ Escape: () => app.go(app.listHash) }, event) };
}

const help = [
	['/', 'Filter or find'], ['j k', 'Next, previous'], ['Enter', 'Open'], ['Esc', 'Close, back'], ['h l', 'Fold, unfold'], ['e E', 'Next, previous error'],
	['s', 'Next slowest span'], ['c', 'Critical path'], ['f', 'Flame view'], ['y', 'Copy trace id'], ['x', 'Copy as curl'], ['p', 'Pause the live list'], ['t', 'Theme'],
	['g t', 'Traces'], ['g i', 'Insights'], ['g m', 'Map'], ['g l', 'Logs'], ['g s', 'Settings'], ['?', 'This help'],
];

function showKeys() {
	showDialog('Keyboard shortcuts', html`<dl class="keys">${help.map(([keys, text]) => html`<div><dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${text}</dd></div>`)}</dl>
		<label class="check"><input type="checkbox" ?checked=${singleKeys()} @change=${(event) => storage('keys', event.target.checked ? 'on' : 'off')}>Single-key shortcuts</label>`);
}

function singleKeys() {
	return storage('keys') !== 'off';
}

const shellKeys = {
	g() {
		goUntil = Date.now() + 1200;
	},
	t: switchTheme,
	'?': showKeys,
};

function onKey(event) {
	const { key, target } = event;
	lastActive = Date.now();
	const [menu] = openMenus();
	if (menu && key === 'Escape') {
		menu.open = false;
		menu.querySelector('summary').focus();
		return;
	}
	const typing = target.closest?.('input:not([type=checkbox], [type=range], [type=file]), textarea, select');
	// The first Esc empties a search field, which the browser does itself, and the next one leaves it.
	if (key === 'Escape' && typing?.type === 'search' && !typing.value && !event.defaultPrevented) {
		host.focus();
		event.preventDefault();
		return;
	}
	if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing || menu || document.querySelector('dialog[open]')) return;
	if (key.length === 1 && key !== ' ' && !singleKeys()) return;
	if ((key === 'Enter' || key === ' ') && target.closest?.('a[href], button, summary, input')) return;
	const going = Date.now() < goUntil && tabs().map((it) => it.hash.slice(2)).find((it) => it[0] === key);
	goUntil = 0;
	if (going) app.go(`#/${going}`);
	if (going || current?.page.key?.(event) || takesKey(shellKeys, event)) event.preventDefault();
}

function closeMenus({ target, type }) {
	for (const menu of openMenus()) {
		if (!menu.contains(target) || (type === 'click' && target.closest('.item'))) menu.open = false;
	}
}

async function tick() {
	if (!document.hidden) {
		if (!app.online || Date.now() - metaAt >= SLOW_POLL_MS) await app.reloadMeta();
		const { refresh, every = 0 } = current?.page ?? {};
		if (app.online && Date.now() - refreshedAt >= every) {
			refreshedAt = Date.now();
			await refresh?.();
		}
	}
	setTimeout(tick, Date.now() - lastActive > IDLE_MS ? SLOW_POLL_MS : POLL_MS);
}

drawHeader();
keepFocus(host);
addEventListener('hashchange', route);
addEventListener('keydown', onKey);
addEventListener('themechange', drawHeader);
addEventListener('pointermove', () => lastActive = Date.now(), { passive: true });
addEventListener('click', closeMenus);
addEventListener('focusin', closeMenus);
byId('skip').addEventListener('click', () => host.focus());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', themeChanged);
await Promise.all([app.reloadMeta(), route()]);
setTimeout(tick, POLL_MS);

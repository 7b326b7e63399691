import { html, nothing, render } from './lit-html.js';
import { oncePerFrame } from './core.js';
import { formatCount } from './format.js';

const TERM = /(?:[\w.+-]+(?:>=|<=|!=|[:=<>]))?(?:"[^"]*|[^\s"()-][^\s"]*)?$/;

/** The term that is being typed: its start, and the part before the caret. */
function termAt(text, caret) {
	const [term] = TERM.exec(text.slice(0, caret));
	return { start: caret - term.length, term };
}

/** Suggests fields and live values for the term at the caret. */
export function attachCompletion(input, app, change) {
	let items = [];
	let chosen = -1;
	let timer = 0;
	let asked = null;
	const list = document.createElement('ul');
	Object.assign(list, { id: 'completions', className: 'completions', role: 'listbox', ariaLabel: 'Suggestions', hidden: true });
	input.after(list);
	for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-controls', list.id], ['aria-expanded', 'false']]) input.setAttribute(name, value);

	const drawSoon = oncePerFrame(draw);

	function draw() {
		list.hidden = !items.length;
		input.setAttribute('aria-expanded', String(!list.hidden));
		if (chosen >= 0) input.setAttribute('aria-activedescendant', `completion-${chosen}`);
		else input.removeAttribute('aria-activedescendant');
		render(items.map(({ label, traces }, index) => html`<li id="completion-${index}" role="option" aria-selected=${index === chosen} @pointerdown=${(event) => take(event, index)}>
			<span class="mono ellipsis">${label}</span>${traces ? html`<span class="muted" title="Traces">${formatCount(traces)}</span>` : nothing}</li>`), list);
		list.children[chosen]?.scrollIntoView({ block: 'nearest' });
	}

	function close() {
		clearTimeout(timer);
		asked = null;
		items = [];
		chosen = -1;
		draw();
	}

	async function ask() {
		const { term } = termAt(input.value, input.selectionStart);
		if (!term) return close();
		asked = term;
		const { status, body } = await app.api.get('/fields', { prefix: term });
		if (asked !== term || document.activeElement !== input) return undefined;
		items = status === 200 ? body.items.filter(({ text }) => text !== term) : [];
		chosen = -1;
		return drawSoon();
	}

	function askSoon() {
		clearTimeout(timer);
		timer = setTimeout(ask, 120);
	}

	function take(event, index) {
		event.preventDefault();
		const { start } = termAt(input.value, input.selectionStart);
		const { text } = items[index];
		const before = input.value.slice(0, start) + text + (/[:=<>]$/.test(text) ? '' : ' ');
		const value = before + input.value.slice(input.selectionStart).trimStart();
		close();
		change(value);
		input.value = value;
		input.setSelectionRange(before.length, before.length);
		if (!before.endsWith(' ')) askSoon();
	}

	const step = (by) => () => {
		chosen = Math.max(-1, Math.min(items.length - 1, chosen + by));
		draw();
	};
	const keys = {
		ArrowDown: step(1), ArrowUp: step(-1), Escape: close,
		Enter: (event) => chosen >= 0 ? take(event, chosen) : close(),
		Tab: (event) => chosen >= 0 ? take(event, chosen) : close(),
	};

	input.addEventListener('input', askSoon);
	input.addEventListener('blur', close);
	// Before the page's key handlers, which move from the field to the list of traces.
	input.addEventListener('keydown', (event) => {
		if (list.hidden || !Object.hasOwn(keys, event.key)) return;
		const goesOn = chosen < 0 && (event.key === 'Enter' || event.key === 'Tab');
		keys[event.key](event);
		if (goesOn) return;
		event.preventDefault();
		event.stopImmediatePropagation();
	}, true);
}

// Where the focus goes when what had it is taken away.

const FOCUSABLE = 'a[href], button:not(:disabled), summary, select:not(:disabled), [tabindex="0"]';

/**
 * A reader without a mouse whose button vanishes, or is disabled by its own success, goes on next to it and not at the top.
 * @param {HTMLElement} host what changes
 */
export function keepFocus(host) {
	let last = null;
	let around = [];
	let asked = 0;

	function note({ target }) {
		last = target.matches(':focus-visible') ? target : null;
		around = [];
		for (let it = target.parentElement; it && it !== host.parentElement; it = it.parentElement) around.push(it);
	}

	function isUsable(element) {
		return element.isConnected && element.getClientRects().length > 0;
	}

	function check() {
		asked = 0;
		if (!last || document.activeElement !== document.body || (isUsable(last) && !last.matches(':disabled'))) return;
		const place = around.find((it) => isUsable(it) && it !== host && [...it.querySelectorAll(FOCUSABLE)].some(isUsable));
		const next = place ? [...place.querySelectorAll(FOCUSABLE)].find(isUsable) : host;
		last = null;
		next.focus({ preventScroll: next === host });
	}

	host.addEventListener('focusin', note);
	// The browser takes the focus away when it draws, after the change.
	new MutationObserver(() => asked ||= requestAnimationFrame(() => setTimeout(check))).observe(host, { childList: true, subtree: true, attributeFilter: ['disabled', 'hidden'] });
}

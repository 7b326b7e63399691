// Where the focus goes when the focused element is removed.

const FOCUSABLE = 'a[href], button:not(:disabled), summary, select:not(:disabled), [tabindex="0"]';

/**
 * If the button of a keyboard user vanishes, or is disabled by its own success, the focus moves next to it rather than to the top.
 * @param {HTMLElement} host the element that changes
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
	// The browser removes the focus when it draws, after the change.
	new MutationObserver(() => asked ||= requestAnimationFrame(() => setTimeout(check))).observe(host, { childList: true, subtree: true, attributeFilter: ['disabled', 'hidden'] });
}

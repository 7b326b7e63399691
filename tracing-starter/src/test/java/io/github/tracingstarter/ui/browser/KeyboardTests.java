package io.github.tracingstarter.ui.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user without a mouse, in every view: everything can be reached, the focus is visible,
 * and nothing that the page does by itself takes it away.
 */
class KeyboardTests extends BrowsedShop {

	private static final int MOST_STEPS = 400;

	/**
	 * Reports what is wrong with the ring around the focused element: there is none, or
	 * it is not completely within the window. A list shows it on its row.
	 */
	private static final String RING = """
			() => {
				const row = document.getElementById(document.activeElement.getAttribute('aria-activedescendant') || 'none');
				const holder = (it) => it.closest('.btn') && it.matches('input[type=file]') ? it.closest('.btn') : it;
				const box = (it) => it.querySelector?.(':scope > .box') ?? it;
				const it = row ?? box(holder(document.activeElement));
				const name = `${document.activeElement.localName}.${document.activeElement.getAttribute('class')} ${document.activeElement.textContent.trim().slice(0, 30)}`;
				const style = getComputedStyle(it);
				if (it.matches('.box')) return parseFloat(style.strokeWidth) >= 3 ? '' : `${name}: no ring`;
				if (it.matches('.edge')) return getComputedStyle(it.querySelector('.hit')).stroke !== 'rgba(0, 0, 0, 0)' ? '' : `${name}: no ring`;
				if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return `${name}: no ring`;
				const edge = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset) - 1;
				const { left, right, top, bottom } = it.getBoundingClientRect();
				for (let around = it.parentElement; around; around = around.parentElement) {
					const room = around === document.documentElement ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight } : around.getBoundingClientRect();
					if (around !== document.documentElement && getComputedStyle(around).overflow === 'visible') continue;
					if (bottom - top > room.bottom - room.top || right - left > room.right - room.left + 1) continue;
					const out = { left: room.left - left + edge, right: right + edge - room.right, top: room.top - top + edge, bottom: bottom + edge - room.bottom };
					for (const side in out) if (out[side] > 0.5) return `${name}: the ring is cut off, ${side} of ${around.className || around.localName} by ${out[side]}`;
				}
				return '';
			}""";

	private static final String RING_OF_ANY = "() => document.activeElement === document.body ? '' : (%s)()"
		.formatted(RING);

	/** Marks the focused element, and returns whether it had the focus before. */
	private static final String MARK = """
			() => {
				const it = document.activeElement;
				const before = it.dataset.visited !== undefined;
				// After the last one, the focus leaves the page, and then goes to the first.
				if (it !== document.body) it.dataset.visited = '';
				return before;
			}""";

	/** Log lines appear and disappear while the list is scrolled. */
	private static final String UNVISITED = """
			() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
				.filter((it) => it.tabIndex >= 0 && !it.disabled && it.checkVisibility() && it.dataset.visited === undefined && !it.closest('.log-scroll'))
				.map((it) => it.outerHTML.slice(0, 150))""";

	@BeforeEach
	void call() {
		for (String path : List.of("/hello", "/customers/orders", "/checkout", "/prices/7")) {
			this.http.get(path);
		}
		assertThat(row("/prices")).hasCount(1);
		assertThat(rows()).hasCount(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "#/traces", "trace", "flame", "statistics", "compare", "#/insights", "#/map",
			"#/map?view=table", "#/logs", "#/settings" })
	void allIsReachedAndLeftByTabAndItsRingIsSeen(String view) {
		show(view);
		List<String> wrong = new ArrayList<>();
		List<String> way = new ArrayList<>();
		int steps = 0;
		while (steps++ < MOST_STEPS) {
			press("Tab");
			way.add((String) this.page.evaluate("() => document.activeElement.outerHTML.slice(0, 60)"));
			if ((Boolean) this.page.evaluate(MARK)) {
				break;
			}
			String ring = (String) this.page.evaluate(RING_OF_ANY);
			if (!ring.isEmpty()) {
				wrong.add(ring);
			}
		}
		assertThat(wrong).as(() -> "on the way " + way).isEmpty();
		assertThat(steps).as("a trap").isLessThan(MOST_STEPS);
		assertThat((List<?>) this.page.evaluate(UNVISITED)).as(() -> "not reached by " + way).isEmpty();
	}

	private void show(String view) {
		if (view.startsWith("#")) {
			this.reader.open(view);
			assertThat(
					this.page.locator("main :is(.list-row[id], .card, .map .node, .map-table td, .log-line)").first())
				.isVisible();
			return;
		}
		String path = row("/customers/orders").locator("a").getAttribute("href");
		if (view.equals("compare")) {
			String other = row("/hello").locator("a").getAttribute("href");
			this.reader.open("#/compare/" + path.replace("#/traces/", "") + other.replace("#/traces", ""));
			assertThat(this.page.locator(".calls td").first()).isVisible();
			return;
		}
		this.reader.open(path);
		assertThat(spans().first()).isVisible();
		press("j");
		assertThat(this.page.locator(".pane")).isVisible();
		if (!view.equals("trace")) {
			this.page.getByRole(AriaRole.BUTTON, named(view.equals("flame") ? "Flame" : "Statistics")).focus();
			press("Enter");
			assertThat(this.page.locator(view.equals("flame") ? ".flame > button" : ".sums td").first()).isVisible();
		}
	}

	@Test
	void theListIsSortedFilteredAndOpened() {
		tabTo("Duration");
		press("Enter");
		assertThat(this.page.locator(".list-head .c-duration")).hasAttribute("aria-sort", "descending");
		assertThat(focused()).hasText("Duration↓");
		press("/");
		type("path:/hel");
		assertThat(rows()).hasCount(1);
		press("Enter");
		assertThat(this.page.locator(".list")).isFocused();
		press("Enter");
		assertThat(spans().first()).isVisible();
		assertThat(this.page.locator(".wf")).isFocused();
		press("Escape");
		assertThat(rows()).hasCount(1);
		assertThat(this.page.locator(".list")).isFocused();
		// The range and the filter are removed by their own buttons, which disappear.
		press("Escape");
		assertThat(rows()).hasCount(4);
		press("/");
		type("nothing-at-all");
		assertThat(rows()).hasCount(0);
		press("Escape");
		press("Escape");
		assertThat(rows()).hasCount(4);
	}

	@Test
	void aRangeIsChosenAndItsButtonTakesItAway() {
		this.page.locator(".scatter canvas").focus();
		for (String key : List.of("ArrowRight", "Shift+ArrowRight", "ArrowLeft", "Enter")) {
			press(key);
		}
		Locator chip = this.page.locator(".toolbar .chip.on");
		assertThat(chip).isVisible();
		tabTo(Pattern.compile(".+ – .+"));
		press("Enter");
		assertThat(chip).hasCount(0);
		assertThat(this.page.locator(".toolbar :focus")).hasCount(1);
		assertRing();
	}

	@Test
	void aTraceIsReadFromItsFirstSpanToItsLast() {
		press("j");
		for (int i = 0; i < 4 && !row("/customers/orders").getAttribute("aria-selected").equals("true"); i++) {
			press("j");
		}
		press("Enter");
		assertThat(this.page.locator(".wf")).isFocused();
		assertRing();
		press("ArrowDown");
		assertThat(this.page.locator(".pane h2")).containsText("/customers/orders");
		assertRing();
		int shown = spans().count();
		press("End");
		press("ArrowRight");
		press("ArrowDown");
		assertThat(this.page.locator(".pane h2")).not().containsText("/customers/orders");
		press("Home");
		press("ArrowLeft");
		assertThat(spans()).hasCount(1);
		press("ArrowRight");
		assertThat(spans()).not().hasCount(1);
		assertThat(spans().nth(shown - 1)).isAttached();
		// The pane is left by its button, and by Esc.
		tabTo("Close");
		press("Enter");
		assertThat(this.page.locator(".pane")).isHidden();
		assertThat(this.page.locator(".wf")).isFocused();
		press("ArrowDown");
		assertThat(this.page.locator(".pane")).isVisible();
		press("Escape");
		assertThat(this.page.locator(".pane")).isHidden();
		assertThat(this.page.locator(".wf")).isFocused();
		press("f");
		press("ArrowRight");
		assertThat(this.page.locator(".flame .on")).hasCount(1);
		press("s");
		assertThat(this.page.locator(".flame .on")).hasCount(1);
		this.page.locator(".minimap canvas").focus();
		press("ArrowRight");
		press("Enter");
		tabTo("Reset zoom");
		press("Enter");
		assertThat(this.page.getByText("Reset zoom")).hasCount(0);
		assertThat(this.page.locator(".trace-tools :focus")).hasCount(1);
		tabBackTo("Share");
		press("Enter");
		press("Tab");
		assertThat(focused()).hasText("OTLP JSON");
		press("Escape");
		assertThat(focused()).hasText("Share");
		assertThat(this.page.getByText("OTLP JSON")).isHidden();
	}

	@Test
	void twoTracesAreCompared() {
		press("j");
		press("Enter");
		assertThat(spans().first()).isVisible();
		tabBackTo("Compare");
		press("Enter");
		tabTo("with another trace …");
		press("Enter");
		assertThat(this.page.locator(".notice .banner")).isVisible();
		press("j");
		press("Enter");
		assertThat(this.page.locator(".calls td").first()).isVisible();
		tabTo("Only differences");
		press("Enter");
		assertThat(focused()).hasAttribute("aria-pressed", "true");
		press("Escape");
		assertThat(rows()).hasCount(4);
	}

	@Test
	void theMapIsMovedZoomedFollowedAndReadAsATable() {
		press("g");
		press("m");
		Locator map = this.page.locator(".map");
		assertThat(map).hasAttribute("viewBox", Pattern.compile(".+"));
		String whole = map.getAttribute("viewBox");
		tabTo("Zoom in (+)");
		press("Enter");
		assertThat(map).not().hasAttribute("viewBox", whole);
		tabTo("Fit");
		press("Enter");
		assertThat(map).hasAttribute("viewBox", whole);
		tabTo("Table");
		press("Enter");
		tabTo("Calls");
		press("Enter");
		assertThat(this.page.locator(".map-table [aria-sort]")).hasText("Calls↑");
		assertThat(focused()).hasText("Calls↑");
		tabBackTo("Map");
		press("Enter");
		assertThat(map).isVisible();
		for (int i = 0; i < 40 && this.page.locator(".node.db:focus").count() == 0; i++) {
			press("Tab");
		}
		assertRing();
		press("Enter");
		assertThat(this.page.locator("#filter")).hasValue(Pattern.compile("db.system.name=.+"));
	}

	@Test
	void theLogIsReadAndItsLineKeepsTheFocus() {
		press("g");
		press("l");
		assertThat(this.page.locator(".log-line").first()).isVisible();
		press("j");
		String line = focused().textContent();
		press("Enter");
		assertThat(this.page.locator(".log-detail")).isVisible();
		press("Escape");
		assertThat(this.page.locator(".log-detail")).hasCount(0);
		Locator count = this.page.locator(".toolbar .muted");
		String before = count.textContent();
		this.http.get("/prices/8");
		assertThat(count).not().hasText(before);
		assertThat(focused()).hasText(line);
		press("/");
		type("no such line");
		assertThat(this.page.getByText("No lines match")).isVisible();
		tabTo("Clear the filters");
		press("Enter");
		assertThat(this.page.locator(".log-line").first()).isVisible();
		assertThat(this.page.locator("main:focus, main :focus")).hasCount(1);
	}

	/** More lines than are in the document at a time. */
	@Test
	void tabGoesFromLineToLineOfTheLog() {
		OtlpLogs logs = new OtlpLogs("stock", OtlpTraces.now());
		for (int line = 100; line > 0; line--) {
			logs.line("INFO", "Counted box " + line, 1, 1, -line);
		}
		logs.send(this.port);
		this.reader.open("#/logs?q=Counted+box");
		assertThat(this.page.locator(".log-line").first()).isVisible();
		tabTo(Pattern.compile("(?s).*Counted box 1"));
		for (int line = 2; line <= 60; line++) {
			press("Tab");
			assertThat(focused()).hasAccessibleName(Pattern.compile("Trace .*"));
			press("Tab");
			assertThat(focused()).containsText("Counted box " + line);
		}
	}

	@Test
	void insightsAreOpened() {
		press("g");
		press("i");
		tabTo("Statement");
		press("Enter");
		assertThat(this.page.locator(".statement[open]")).hasCount(1);
		tabTo("Open a trace");
		press("Enter");
		assertThat(spans().first()).isVisible();
	}

	@Test
	void settingsAndRulesAreChanged() {
		press("g");
		press("s");
		tabTo("Add a rule");
		press("Enter");
		Locator form = this.page.locator("dialog form");
		assertThat(form.locator("input").first()).isFocused();
		type("/hello");
		press("Enter");
		assertThat(form).hasCount(0);
		Locator rule = this.page.locator(".rules li");
		assertThat(rule).containsText("/hello");
		assertThat(this.page.locator("main :focus")).hasCount(1);
		tabTo("Edit");
		press("Enter");
		assertThat(form.locator("input").first()).hasValue("/hello");
		tabTo("Add a condition");
		press("Enter");
		assertThat(form.locator("input").nth(1)).isVisible();
		press("Escape");
		assertThat(form).hasCount(0);
		assertThat(focused()).hasText("Edit");
		tabTo("Remove this rule");
		press("Enter");
		assertThat(rule).hasCount(0);
		assertThat(this.page.locator("main :focus")).hasCount(1);
		assertRing();
		this.page.getByRole(AriaRole.SPINBUTTON).focus();
		press("Control+a");
		type("50");
		press("Enter");
		assertThat(this.page.locator("#facts")).containsText("50 %");
		assertThat(this.page.getByRole(AriaRole.SPINBUTTON)).isFocused();
		tabTo("Undo");
		press("Enter");
		assertThat(this.page.locator("#facts")).containsText("100 %");
		assertThat(this.page.locator("main :focus")).hasCount(1);
	}

	@Test
	void pollingTakesNoFocus() {
		tabTo("Duration");
		this.http.get("/hello");
		assertThat(rows()).hasCount(5);
		assertThat(focused()).hasText("Duration");
		int traces = 5;
		for (String[] view : new String[][] { { "#/insights", "Open a trace" }, { "#/map", "Fit" },
				{ "#/map?view=table", "Calls" }, { "#/settings", "Copy report" } }) {
			this.reader.open(view[0]);
			tabTo(view[1]);
			this.http.get("/hello");
			traces++;
			assertThat(this.page.locator("#facts [title^='" + traces + " traces']"))
				.isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
			// The page requests its content and its metadata in turn.
			this.page.waitForResponse((response) -> response.url().contains("/api/v1/"), () -> {
			});
			assertThat(focused()).hasText(Pattern.compile(view[1] + "[↑↓]?"));
		}
	}

	private Locator focused() {
		return this.page.locator(":focus");
	}

	private void press(String key) {
		this.page.keyboard().press(key);
	}

	private void type(String text) {
		this.page.keyboard().type(text);
	}

	private void tabTo(String name) {
		tabTo(Pattern.compile(Pattern.quote(name) + "[↑↓]?"));
	}

	private void tabTo(Pattern name) {
		walk("Tab", name);
	}

	private void tabBackTo(String name) {
		walk("Shift+Tab", Pattern.compile(Pattern.quote(name)));
	}

	private void walk(String key, Pattern name) {
		for (int i = 0; i < MOST_STEPS; i++) {
			press(key);
			String text = (String) this.page
				.evaluate("document.activeElement.textContent.trim() || document.activeElement.title");
			String title = (String) this.page.evaluate("document.activeElement.title");
			if (name.matcher(text).matches() || name.matcher(title).matches()) {
				assertRing();
				return;
			}
		}
		throw new AssertionError(name + " is not reached by " + key);
	}

	private void assertRing() {
		assertThat((String) this.page.evaluate(RING)).isEmpty();
	}

}

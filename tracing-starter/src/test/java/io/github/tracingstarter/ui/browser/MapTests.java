package io.github.tracingstarter.ui.browser;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The map of services. The Node tests check with many more graphs that nothing overlaps.
 */
class MapTests extends BrowsedShop {

	/**
	 * The names of elements that are not completely in the picture, or that overlap
	 * others.
	 */
	private static final String WRONG = """
			() => {
				const room = document.querySelector('.map').getBoundingClientRect();
				const all = [...document.querySelectorAll('.map .box:first-of-type, .map .edge text')].map((it) => ({ it, box: it.getBoundingClientRect() }));
				const outside = all.filter(({ box }) => box.left < room.left - 1 || box.right > room.right + 1 || box.top < room.top - 1 || box.bottom > room.bottom + 1);
				const over = all.flatMap((a, i) => all.slice(i + 1).filter((b) => a.it.parentNode !== b.it.parentNode
					&& a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 1 && b.box.top < a.box.bottom - 1));
				return [...outside, ...over].map(({ it }) => it.parentNode.textContent);
			}""";

	@Test
	void servicesThatCallEachOther() {
		List<String> services = List.of("orders", "stock", "prices");
		int span = 1;
		for (String from : services) {
			for (String to : services) {
				if (!from.equals(to)) {
					call(span, from, to);
					span += 10;
				}
			}
		}
		this.reader.open("#/map");
		assertThat(this.page.locator(".map .node")).hasCount(4);
		assertThat(this.page.locator(".map .edge")).hasCount(9);
		assertThat((List<?>) this.page.evaluate(WRONG)).isEmpty();
		inEveryLook("map-three", "#/map", (page) -> {
			assertThat(page.locator(".map .edge")).hasCount(9);
			assertThat((List<?>) page.evaluate(WRONG)).isEmpty();
		});
	}

	@Test
	void sixtyNodesAndTheCallsOfTheApplicationToItself() {
		this.http.get("/prices/7");
		OtlpTraces traces = new OtlpTraces("hub");
		traces.span(1, 1, 0, "GET /hub", 0, 1_000_000, "http.route", "/hub");
		for (int i = 2; i < 58; i++) {
			traces.span(1, i, 1, "GET", i * 1000L, 900, "http.request.method", "GET", "server.address",
					"service-%d.example".formatted(i));
		}
		traces.send(this.port);
		this.reader.open("#/map");
		assertThat(this.page.locator(".map .node").nth(57)).isVisible();
		assertThat(this.page.getByLabel(Pattern.compile("^shop to shop: 1 · \\(1\\) · "))).isVisible();
		assertThat((List<?>) this.page.evaluate(WRONG)).isEmpty();
		inEveryLook("map-sixty", "#/map", (page) -> assertThat(page.locator(".map .node").nth(57)).isVisible());
	}

	@Test
	void theMapIsZoomedAndMoved() {
		this.http.get("/customers/orders");
		this.reader.open("#/map");
		Locator map = this.page.locator(".map");
		assertThat(map).hasAttribute("viewBox", Pattern.compile(".+"));
		String whole = map.getAttribute("viewBox");
		this.page.keyboard().press("+");
		assertThat(map).not().hasAttribute("viewBox", whole);
		String zoomed = map.getAttribute("viewBox");
		this.page.keyboard().press("ArrowRight");
		assertThat(map).not().hasAttribute("viewBox", zoomed);
		this.page.getByRole(AriaRole.BUTTON, named("Fit")).click();
		assertThat(map).hasAttribute("viewBox", whole);
		map.hover();
		this.page.mouse().wheel(0, -300);
		assertThat(map).not().hasAttribute("viewBox", whole);
		this.page.keyboard().press("0");
		assertThat(map).hasAttribute("viewBox", whole);
		// A drag that ends on a node does not follow its link.
		Locator node = this.page.locator(".map .node").first();
		node.hover();
		this.page.mouse().down();
		this.page.mouse().move(500, 300);
		this.page.mouse().move(520, 320);
		this.page.mouse().up();
		assertThat(map).not().hasAttribute("viewBox", whole);
		assertThat(this.page).hasURL(Pattern.compile(".*#/map"));
		node.click();
		assertThat(this.page).hasURL(Pattern.compile(".*#/traces.*"));
	}

	@Test
	void theCallsAreATableToo() {
		this.http.get("/prices/7");
		this.http.get("/customers/orders");
		this.reader.open("#/map");
		this.page.getByRole(AriaRole.BUTTON, named("Table")).click();
		assertThat(
				this.page.locator(".map-table tbody tr", new Page.LocatorOptions().setHas(this.page.getByText("DB"))))
			.hasCount(1);
		this.page.getByRole(AriaRole.BUTTON, named("From")).focus();
		this.page.keyboard().press("Enter");
		assertThat(this.page.locator(".map-table th").first()).hasAttribute("aria-sort", "ascending");
		this.page.reload();
		assertThat(this.page.locator(".map-table tbody tr").first()).isVisible();
		inEveryLook("map-table", "#/map?view=table",
				(page) -> assertThat(page.locator(".map-table tbody tr").first()).isVisible());
		try (Reader narrow = window(ColorScheme.LIGHT, 400, 800)) {
			assertThat(narrow.open("#/map?view=table").locator(".map-table tbody tr").first()).isVisible();
			Accessibility.check(narrow.page());
		}
	}

	private void call(int span, String from, String to) {
		long trace = span;
		new OtlpTraces(from).span(trace, 1, 0, "GET /" + from, 0, 10_000, "http.route", "/" + from)
			.span(trace, 2, 1, "GET /" + to, 1000, 8000, "http.request.method", "GET", "server.address", to)
			.send(this.port);
		new OtlpTraces(to).served(trace, 3, 2, "GET /" + to, 2000, 6000, "http.route", "/" + to).send(this.port);
	}

}

package io.github.tracingstarter.ui.browser;

import java.util.List;
import java.util.function.Consumer;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every view in both themes, in a wide and in a narrow window: screenshots for people to
 * look at, the rules of accessibility, and what can be measured in a picture.
 */
@Tag("slow")
class ScreenshotTests extends BrowsedShop {

	/**
	 * Texts that are cut off without indication, and elements that require horizontal
	 * scrolling.
	 */
	private static final String CUT_OFF = """
			() => {
				const wide = document.documentElement.scrollWidth > innerWidth ? ['the page is wider than the window'] : [];
				const cut = [...document.querySelectorAll('button, .badge, h1, h2, th, summary, .tag, .trace-facts > *, .toolbar > *, .facts > *')]
					.filter((it) => it.checkVisibility() && it.clientWidth > 1 && getComputedStyle(it).textOverflow !== 'ellipsis' && !it.querySelector('.ellipsis') && !it.closest('.ellipsis')
						&& !it.closest('.flame') && it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).overflowX !== 'visible')
					.map((it) => `${it.localName}.${it.className} ${it.textContent.trim().slice(0, 40)}`);
				const out = [...document.querySelectorAll('.toolbar > *, .top > *, .trace-head *, .trace-tools > *, .page-head > *')]
					.filter((it) => it.checkVisibility() && it.getBoundingClientRect().right > innerWidth + 1)
					.map((it) => `outside: ${it.localName}.${it.className}`);
				const heads = [...document.querySelectorAll('.toolbar > *, .top > *, .trace-tools > *, .trace-title > *, .trace-actions > *, .page-head > *, .card > header > *')].filter((it) => it.checkVisibility() && it.clientWidth > 1);
				const over = heads.flatMap((a, i) => heads.slice(i + 1).filter((b) => a.parentElement === b.parentElement).filter((b) => {
					const [x, y] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
					return x.left < y.right - 1 && y.left < x.right - 1 && x.top < y.bottom - 1 && y.top < x.bottom - 1;
				}).map((b) => `overlap: ${a.textContent.trim().slice(0, 30)} | ${b.textContent.trim().slice(0, 30)}`));
				return [...wide, ...cut, ...out, ...over];
			}""";

	@BeforeEach
	void trade() {
		for (int i = 0; i < 5; i++) {
			OtlpTraces orders = new OtlpTraces("orders");
			orders
				.span(100 + i, 1, 0, "POST /orders", -i * 900_000L, 240_000 + i * 90_000, "http.request.method", "POST",
						"http.route", "/orders", "url.path", "/orders", "http.response.status_code", "201")
				.span(100 + i, 2, 1, "SELECT products", -i * 900_000L + 5_000, 30_000, "db.system.name", "postgresql",
						"db.query.text", "select id, name, price from products where id = ?", "db.query.summary",
						"SELECT products")
				.span(100 + i, 3, 1, "GET", -i * 900_000L + 40_000, 90_000, "http.request.method", "GET",
						"server.address", "stock", "url.full", "http://stock/items/7")
				.span(100 + i, 4, 1, "POST", -i * 900_000L + 45_000, 150_000, "http.request.method", "POST",
						"server.address", "payments.example.com", "url.full", "https://payments.example.com/charges")
				.send(this.port);
			OtlpTraces stock = new OtlpTraces("stock");
			stock
				.served(100 + i, 5, 3, "GET /items/{id}", -i * 900_000L + 42_000, 80_000, "http.request.method", "GET",
						"http.route", "/items/{id}", "http.response.status_code", "200")
				.span(100 + i, 6, 5, "SELECT items", -i * 900_000L + 50_000, 60_000, "db.system.name", "postgresql",
						"db.query.text", "select * from items where id = ?", "db.query.summary", "SELECT items")
				.send(this.port);
		}
		for (String path : List.of("/hello", "/customers/orders", "/customers/orders", "/checkout", "/prices/7",
				"/prices/8", "/nothing-here", "/hello")) {
			this.http.get(path);
		}
		assertThat(row("POST /orders")).hasCount(5);
		assertThat(row("/prices/8")).hasCount(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "traces", "filtered", "trace", "error", "services", "flame", "statistics", "compare",
			"insights", "map", "map-table", "logs", "log-open", "settings", "rule", "help", "none-matches" })
	void everyViewInBothThemesAndSizes(String view) {
		inEveryLook("view-" + view, hash(view), (page) -> {
			ready(view).accept(page);
			assertThat((List<?>) page.evaluate(CUT_OFF)).as(view).isEmpty();
		});
	}

	private String hash(String view) {
		String orders = row("/customers/orders").first().locator("a").getAttribute("href");
		String hello = row("/hello").first().locator("a").getAttribute("href").replace("#/traces", "");
		return switch (view) {
			case "traces", "help" -> "#/traces";
			case "filtered" -> "#/traces?q=path%3A%2Fprices%20OR%20status%3A5xx&sort=duration";
			case "trace", "flame", "statistics" -> orders;
			case "error" -> row("/checkout").locator("a").getAttribute("href");
			case "services" -> "#/traces/" + OtlpTraces.traceId(100);
			case "compare" -> orders.replace("#/traces", "#/compare") + hello;
			case "map-table" -> "#/map?view=table";
			case "log-open" -> "#/logs";
			case "rule" -> "#/settings";
			case "none-matches" -> "#/traces?q=path%3A%2Fhello%20sql%3E100";
			default -> "#/" + view;
		};
	}

	private Consumer<Page> ready(String view) {
		return switch (view) {
			case "traces", "filtered" -> seen(".list-row[id]");
			case "trace", "error", "services" -> (page) -> {
				seen(".wf-row[id]").accept(page);
				page.keyboard().press(view.equals("error") ? "e" : "s");
				seen(".pane h2").accept(page);
			};
			case "flame", "statistics" -> (page) -> {
				seen(".wf-row[id]").accept(page);
				page.getByRole(AriaRole.BUTTON, named(view.equals("flame") ? "Flame" : "Statistics")).click();
				seen(view.equals("flame") ? ".flame > button" : ".sums td").accept(page);
			};
			case "compare" -> seen(".calls td");
			case "insights" -> seen(".routes-table td");
			case "map" -> seen(".map .edge");
			case "map-table" -> seen(".map-table td");
			case "logs" -> seen(".log-line");
			case "log-open" -> (page) -> {
				seen(".log-line").accept(page);
				page.locator(".log-main").first().click();
				seen(".log-detail").accept(page);
			};
			case "settings" -> seen(".rules, .settings .card");
			case "rule" -> (page) -> {
				page.getByText("Add a rule").click();
				page.locator("dialog input").first().fill("/hello");
				seen("dialog .preview").accept(page);
			};
			case "help" -> (page) -> {
				seen(".list-row[id]").accept(page);
				page.keyboard().press("?");
				seen("dialog").accept(page);
			};
			case "none-matches" -> seen(".list-empty p .btn");
			default -> seen(".empty");
		};
	}

	private static Consumer<Page> seen(String selector) {
		return (page) -> assertThat(page.locator(selector).first()).isVisible();
	}

}

package io.github.tracingstarter.ui.browser;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several services on one page: each can be selected.
 */
class ServicesPageTests extends BrowsedShop {

	@Test
	void oneServiceNeedsNoChoice() {
		this.http.get("/hello");
		assertThat(rows()).hasCount(1);
		assertThat(choice()).hasCount(0);
	}

	@Test
	void aServiceIsChosenOnEveryPage() {
		this.http.get("/hello");
		stock(1);
		assertThat(rows()).hasCount(2);
		assertThat(choice().locator("option")).hasText(new String[] { "All services", "shop", "stock" });
		choice().selectOption("stock");
		assertThat(rows()).hasCount(1);
		assertThat(rows()).containsText("/parcels");
		assertThat(this.page).hasURL(Pattern.compile(".*#/traces\\?service=stock$"));
		assertThat(this.page.locator(".shown")).hasText("1 of 2");
		stock(2);
		assertThat(rows()).hasCount(2);
		this.page.locator("#filter").fill("nothing of that kind");
		assertThat(rows()).hasCount(0);
		assertThat(this.page).hasURL(Pattern.compile(".*service=stock.*"));
		this.page.locator("#filter").fill("");
		assertThat(rows()).hasCount(2);
		tab("Insights");
		Locator main = this.page.locator("main");
		assertThat(main).containsText("/parcels");
		assertThat(main).not().containsText("/hello");
		assertThat(choice()).hasValue("stock");
		this.page.locator(".routes-table a").first().click();
		assertThat(this.page).hasURL(Pattern.compile(".*&service=stock$"));
		assertThat(rows()).hasCount(2);
		tab("Map");
		assertThat(main).containsText("prices.example");
		this.page.getByRole(AriaRole.BUTTON, named("Table")).click();
		assertThat(this.page).hasURL(Pattern.compile(".*#/map\\?view=table&service=stock$"));
		this.page.reload();
		assertThat(choice()).hasValue("stock");
		assertThat(main).containsText("prices.example");
		choice().selectOption("shop");
		assertThat(main).not().containsText("prices.example");
		this.page.goBack();
		assertThat(main).containsText("prices.example");
		this.page.keyboard().press("g");
		this.page.keyboard().press("l");
		assertThat(this.page).hasURL(Pattern.compile(".*#/logs\\?service=stock$"));
		tab("Settings");
		assertThat(this.page.locator("main h1")).hasText("Settings");
		assertThat(choice()).hasCount(0);
		tab("Traces");
		assertThat(rows()).hasCount(2);
		choice().selectOption("");
		assertThat(rows()).hasCount(3);
		assertThat(this.page).hasURL(Pattern.compile(".*#/traces$"));
	}

	@Test
	void whoFindsNothingInAServiceLooksInAll() {
		this.http.get("/hello");
		stock(1);
		this.reader.open("#/traces?q=hello&service=stock");
		assertThat(this.page.getByText("No trace matches")).isVisible();
		this.page.getByRole(AriaRole.BUTTON, named("Clear the filter")).click();
		assertThat(rows()).hasCount(2);
		assertThat(choice()).hasValue("");
	}

	@Test
	void linesOfOtherServicesAreInTheLog() {
		stock(1);
		new OtlpLogs("stock", OtlpTraces.now()).line("ERROR", "The shelf is under water", 1, 1).send(this.port);
		this.reader.open("#/logs?q=under+water");
		assertThat(this.page.locator(".log-main")).hasCount(1);
		assertThat(this.page.locator(".log-main .badge")).hasText("stock");
		this.page.locator(".log-main").click();
		assertThat(this.page.locator(".detail-head")).containsText("stock");
		this.reader.screenshot("logs-services");
		this.reader.open("#/logs?q=under+water&service=shop");
		assertThat(this.page.getByText("No lines match")).isVisible();
	}

	@Test
	void aRowSaysWhatMatchedAndLeadsThere() {
		stock(1);
		this.page.locator("#filter").fill("\"under water\"");
		assertThat(rows()).hasCount(1);
		assertThat(row("/parcels").locator(".match-text")).hasText("note The shelf is under water");
		inEveryLook("match", "#/traces?q=%22under+water%22",
				(page) -> assertThat(page.locator(".match-text")).isVisible());
		rows().first().click();
		assertThat(this.page).hasURL(Pattern.compile(".*#/traces/%s/%016x$".formatted(OtlpTraces.traceId(1), 2)));
		assertThat(this.page.locator(".pane h2")).containsText("GET /prices");
		assertThat(this.page.locator(".wf-row[aria-selected=true]")).containsText("GET /prices");
	}

	@Test
	void linesOfEveryServiceAreInTheTraceAndOnItsTimeAxis() {
		long now = OtlpTraces.now();
		stock(21, now);
		new OtlpTraces("prices", now).served(21, 3, 2, "GET /prices", 2000, 4000, "http.route", "/prices")
			.send(this.port);
		new OtlpLogs("stock", now).line("INFO", "Asks for the price", 21, 1, 900)
			.line("WARN", "That took long", 21, 1, 9500)
			.send(this.port);
		new OtlpLogs("prices", now).line("ERROR", "No price of it", 21, 3, 5000).send(this.port);
		this.reader.open("#/traces/" + OtlpTraces.traceId(21));
		Locator marks = this.page.locator(".line-mark");
		assertThat(marks).hasText(new String[] { "●", "✕", "▲" });
		assertThat(marks.nth(1)).hasAttribute("title", "ERROR No price of it");
		assertThat(marks.nth(1)).hasClass(Pattern.compile(".*text-err.*"));
		double axis = this.page.locator(".wf-head .ruler").boundingBox().width;
		double left = marks.nth(1).boundingBox().x + 6 - this.page.locator(".wf-head .ruler").boundingBox().x;
		assertThat(left / axis).as("in the middle of ten milliseconds").isBetween(0.48, 0.52);
		for (int i = 0; i < 40 && !(Boolean) marks.first().evaluate("(it) => it === document.activeElement"); i++) {
			this.page.keyboard().press("Tab");
		}
		this.page.keyboard().press("ArrowRight");
		assertThat(marks.nth(1)).isFocused();
		this.page.keyboard().press("ArrowRight");
		this.page.keyboard().press("ArrowRight");
		assertThat(marks.nth(2)).isFocused();
		this.page.keyboard().press("ArrowLeft");
		this.page.keyboard().press("Enter");
		Locator lines = this.page.locator(".lines-view li");
		assertThat(lines).hasCount(3);
		assertThat(lines.nth(0)).containsText(Pattern.compile("stock.*Asks for the price", Pattern.DOTALL));
		assertThat(lines.nth(1)).containsText(Pattern.compile("prices.*No price of it", Pattern.DOTALL));
		assertThat(lines.nth(1)).hasClass("on");
		assertThat(this.page.getByRole(AriaRole.BUTTON, named("Logs"))).hasAttribute("aria-pressed", "true");
		lines.nth(1).getByRole(AriaRole.BUTTON).click();
		assertThat(this.page.locator(".pane")).containsText("/prices");
		assertThat(this.page).hasURL(Pattern.compile(".*/%016x$".formatted(3)));
		for (String view : List.of("Tree", "Logs")) {
			inEveryLook("trace-lines-" + view.toLowerCase(Locale.ROOT), "#/traces/" + OtlpTraces.traceId(21),
					(page) -> {
						page.getByRole(AriaRole.BUTTON, named(view)).click();
						assertThat(page.locator(view.equals("Tree") ? ".line-mark" : ".lines-view li")).hasCount(3);
					});
		}
	}

	@Test
	void aTraceWithoutLinesHasNoViewOfThem() {
		stock(22);
		this.reader.open("#/traces/" + OtlpTraces.traceId(22));
		assertThat(this.page.getByRole(AriaRole.BUTTON, named("Statistics"))).isVisible();
		assertThat(this.page.getByRole(AriaRole.BUTTON, named("Logs"))).hasCount(0);
		assertThat(this.page.locator(".line-mark")).hasCount(0);
	}

	@Test
	void theResourceOfTheApplicationIsShown() {
		this.http.get("/hello");
		rows().first().click();
		this.page.locator(".wf-row[id]").first().click();
		Locator resource = this.page.locator(".pane section",
				new Page.LocatorOptions().setHas(this.page.getByRole(AriaRole.HEADING, named("Resource"))));
		assertThat(resource).containsText("host.name");
		assertThat(resource).containsText("service.instance.id");
	}

	@Test
	void theChoiceHasRoom() {
		this.http.get("/hello");
		stock(1);
		for (String name : List.of("traces", "insights", "map", "logs")) {
			inEveryLook("services-" + name, "#/%s?service=stock".formatted(name), (page) -> {
				assertThat(page.locator(".services")).hasValue("stock");
				assertThat(page.evaluate(
						"document.querySelector('.top').scrollWidth <= document.querySelector('.top').clientWidth"))
					.as("nothing of the header is cut off")
					.isEqualTo(true);
			});
		}
	}

	private void stock(long trace) {
		stock(trace, OtlpTraces.now());
	}

	private void stock(long trace, long now) {
		new OtlpTraces("stock", now)
			.span(trace, 1, 0, "GET /parcels", 0, 10_000, "http.route", "/parcels", "http.request.method", "GET")
			.span(trace, 2, 1, "GET /prices", 1000, 8000, "http.request.method", "GET", "server.address",
					"prices.example", "note", "The shelf is under water")
			.send(this.port);
	}

	private Locator choice() {
		return this.page.getByLabel("Service", new Page.GetByLabelOptions().setExact(true));
	}

	private void tab(String name) {
		this.page.locator("nav").getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name)).click();
	}

}

package io.github.tracingstarter.ui.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The list of traces.
 */
class TraceListTests extends BrowsedShop {

	@Test
	void aClickOnAnyPartOfARowOpensTheTrace() {
		new OtlpTraces()
			.span(1, 1, 0, "GET /part", 0, 2_000_000, "http.route", "/part", "http.request.method", "GET", "error.type",
					"java.io.IOException")
			.send(this.port);
		int parts = (Integer) row("/part").evaluate("(row) => row.querySelectorAll('*').length");
		assertThat(parts).isGreaterThan(10);
		for (int i = 0; i < parts; i++) {
			Object hit = row("/part").evaluate(
					"""
							(row, index) => {
								const part = row.querySelectorAll('*')[index];
								const { left, top, width, height } = part.getBoundingClientRect();
								if (width < 1 || height < 1) return 'not shown';
								return document.elementFromPoint(left + width / 2, top + height / 2).closest('a')?.hash ?? part.outerHTML;
							}""",
					i);
			assertThat(hit).isIn("not shown", "#/traces/" + OtlpTraces.traceId(1));
		}
		row("/part").locator(".bar").click(new Locator.ClickOptions().setForce(true));
		assertThat(spans()).hasCount(1);
	}

	@Test
	void everyColumnIsSortedByKeyboard() {
		this.http.get("/hello");
		this.http.get("/customers/orders");
		assertThat(rows()).hasCount(2);
		this.page.locator(".scatter canvas").focus();
		for (String column : List.of("Time", "Request", "Status", "Duration", "Spans", "SQL", "Logs", "Flags")) {
			for (int i = 0; i < 12 && !column.equals(focusedText()); i++) {
				this.page.keyboard().press("Tab");
			}
			assertThat(focusedText()).isEqualTo(column);
			Locator head = this.page.locator(".list-head [role=columnheader]",
					new Page.LocatorOptions().setHas(this.page.locator("button:focus")));
			this.page.keyboard().press("Enter");
			assertThat(head).hasAttribute("aria-sort", Pattern.compile("ascending|descending"));
			String first = head.getAttribute("aria-sort");
			this.page.keyboard().press("Enter");
			assertThat(head).hasAttribute("aria-sort", first.equals("ascending") ? "descending" : "ascending");
		}
		this.page.getByRole(AriaRole.BUTTON, named("SQL")).click();
		assertThat(rows().first()).containsText("/customers/orders");
		this.page.getByRole(AriaRole.BUTTON, named("SQL")).click();
		assertThat(rows().first()).containsText("/hello");
		assertThat(this.page).hasURL(Pattern.compile(".*sort=sql&order=asc.*"));
		this.page.reload();
		assertThat(rows().first()).containsText("/hello");
		assertThat(this.page.locator(".c-sql")).hasAttribute("aria-sort", "ascending");
	}

	@Test
	void aRangeIsChosenByKeyboardAndIsInTheAddress() {
		OtlpTraces traces = new OtlpTraces();
		for (int i = 0; i < 9; i++) {
			traces.span(i + 1, 1, 0, "GET /timed", -i * 1_000_000L, 1000, "http.route", "/timed");
		}
		traces.send(this.port);
		assertThat(rows()).hasCount(9);
		this.page.locator(".scatter canvas").focus();
		this.page.keyboard().press("ArrowRight");
		this.page.keyboard().press("ArrowRight");
		assertThat(this.page.locator("#announcer")).containsText("–");
		this.page.keyboard().press("Enter");
		assertThat(rows()).hasCount(3);
		assertThat(this.page).hasURL(Pattern.compile(".*from=\\d+&to=\\d+.*"));
		this.page.reload();
		assertThat(rows()).hasCount(3);
		rows().first().click();
		assertThat(spans()).hasCount(1);
		this.page.keyboard().press("Escape");
		assertThat(rows()).hasCount(3);
		this.page.keyboard().press("Escape");
		assertThat(rows()).hasCount(9);
		assertThat(this.page).hasURL(Pattern.compile(".*#/traces"));
	}

	@Test
	void whatIsCommonerInAPartIsTold() {
		OtlpTraces traces = new OtlpTraces();
		for (int i = 1; i <= 30; i++) {
			boolean slow = i % 3 == 0;
			traces.span(i, 1, 0, slow ? "GET /slow" : "GET /fast", -i * 100_000L, slow ? 900_000 : 1000, "http.route",
					slow ? "/slow" : "/fast");
		}
		traces.send(this.port);
		assertThat(rows().first()).isVisible();
		assertThat(this.page.locator(".shown")).hasText("30 of 30");
		this.reader.open("#/traces?from=1&to=9000000000000000&min=500000");
		Locator why = this.page.locator(".why");
		assertThat(why).containsText("10 traces chosen");
		assertThat(why.locator(".chip").first()).containsText("GET /slow");
		assertThat(why.locator(".chip").first()).containsText("100 % / 0 %");
		inEveryLook("why-slow", "#/traces?from=1&to=9000000000000000&min=500000",
				(page) -> assertThat(page.locator(".why .chip").first()).isVisible());
		why.locator(".chip").first().click();
		assertThat(this.page.locator("#filter")).hasValue("name=\"GET /slow\"");
		assertThat(rows()).hasCount(10);
	}

	@Test
	void theDateIsToldWhereItIsNotToday() {
		new OtlpTraces().span(1, 1, 0, "GET /old", -Duration.ofDays(3).toMillis() * 1000, 1000, "http.route", "/old")
			.send(this.port);
		this.http.get("/hello");
		assertThat(row("/old").locator(".c-time"))
			.hasText(Pattern.compile("\\d{1,2} [A-Z][a-z]+( \\d{4})? \\d\\d:\\d\\d:\\d\\d"));
		assertThat(row("/hello").locator(".c-time")).hasText(Pattern.compile("\\d\\d:\\d\\d:\\d\\d"));
		assertThat(this.page.locator(".list-head .c-time")).hasAttribute("title", Pattern.compile(".*UTC.*"));
		assertThat((Boolean) row("/old").locator(".c-time").evaluate("(it) => it.scrollWidth <= it.clientWidth"))
			.isTrue();
		this.reader.screenshot("dated");
		row("/old").click();
		assertThat(this.page.locator(".trace-facts")).containsText("UTC");
	}

	@Test
	void timesAreThoseOfTheReadersZoneWhichIsNamed() {
		new OtlpTraces().span(1, 1, 0, "GET /zone", 0, 1000, "http.route", "/zone").send(this.port);
		assertThat(row("/zone")).hasCount(1);
		String started = (String) this.page.evaluate(
				"async (id) => new Date((await (await fetch(`api/v1/traces/${id}`)).json()).summary.startUs / 1000).toLocaleTimeString('en-GB', { timeZone: 'Asia/Kolkata' })",
				OtlpTraces.traceId(1));
		try (BrowserContext context = this.chromium.browser()
			.newContext(new Browser.NewContextOptions().setTimezoneId("Asia/Kolkata"))) {
			Page page = context.newPage();
			page.navigate("http://localhost:" + this.port + "/tracing/#/traces");
			assertThat(page.locator(".list-head .c-time")).hasAttribute("title", Pattern.compile(".*UTC\\+5:30"));
			Locator time = page.locator(".list-row[id] .c-time");
			assertThat(time).containsText(started);
			assertThat(time).hasAttribute("title", Pattern.compile(".* UTC\\+5:30"));
			page.locator(".list-row[id] a").click();
			assertThat(page.locator(".trace-facts")).containsText(started);
			assertThat(page.locator(".trace-facts")).containsText("UTC+5:30");
		}
	}

	@Test
	void aRunningRequestDoesNotTakeTheNameOfAChild() {
		new OtlpTraces().span(1, 2, 9, "SELECT child", 0, 1000).send(this.port);
		assertThat(row("SELECT child").locator(".c-request a")).hasText("Running with SELECT child");
		row("SELECT child").click();
		assertThat(this.page.locator("h1")).hasText("Running with SELECT child");
	}

	@Test
	void aTraceThatIsGoneSaysWhy() {
		this.reader.open("#/traces/" + OtlpTraces.traceId(77));
		assertThat(this.page.locator("main")).containsText("has been running since");
		this.reader.expect("404");
	}

	@Test
	void escLeavesEverySearchField() {
		for (String hash : List.of("#/settings", "#/logs", "#/traces")) {
			this.reader.open(hash);
			assertThat(this.page.locator("nav a[aria-current=page]")).hasAttribute("href", hash);
			Locator field = this.page.locator("main :is(.find, #filter)").first();
			assertThat(field).isVisible();
			this.page.keyboard().press("/");
			assertThat(field).isFocused();
			this.page.keyboard().type("zz");
			this.page.keyboard().press("Escape");
			assertThat(field).hasValue("");
			this.page.keyboard().press("Escape");
			assertThat(field).not().isFocused();
			this.page.keyboard().press("g");
			this.page.keyboard().press("m");
			assertThat(this.page.locator("nav a[aria-current=page]")).hasText("Map");
		}
	}

	@Test
	void failedRequestsAndHandledFailuresAreTwoNumbersEverywhere() {
		this.http.get("/checkout");
		this.http.get("/prices/7");
		assertThat(row("/prices/{id}").locator(".c-flags .warn").first()).hasAttribute("title",
				Pattern.compile(".*handled.*"));
		assertThat(row("/checkout").locator(".c-flags .err")).containsText("! IllegalStateException");
		assertThat(this.page.getByRole(AriaRole.BUTTON, named("Failed"))).hasText("Failed1");
		assertThat(this.page.getByRole(AriaRole.BUTTON, named("Handled"))).hasText("Handled1");
		this.page.getByRole(AriaRole.BUTTON, named("Handled")).click();
		assertThat(rows()).hasCount(1);
		assertThat(rows()).containsText("/prices/{id}");
		this.reader.open("#/insights");
		Locator checkout = this.page.locator(".routes-table tbody tr",
				new Page.LocatorOptions().setHasText("/checkout"));
		assertThat(checkout.locator("td").nth(6)).hasText("! 1");
		assertThat(checkout.locator("td").nth(7)).hasText("0");
		Locator prices = this.page.locator(".routes-table tbody tr",
				new Page.LocatorOptions().setHasText("/prices/{id}"));
		assertThat(prices.locator("td").nth(6)).hasText("0");
		assertThat(prices.locator("td").nth(7)).hasText("1");
		inEveryLook("insights", "#/insights", (page) -> assertThat(page.locator(".routes-table").first()).isVisible());
		prices.locator("td").nth(7).locator("a").click();
		assertThat(rows()).hasCount(1);
		this.reader.open("#/map?view=table");
		Locator self = this.page.locator(".map-table tbody tr",
				new Page.LocatorOptions().setHasText(Pattern.compile("shop.*shop")));
		assertThat(self.locator("td").nth(3)).hasText("0");
		assertThat(self.locator("td").nth(4)).hasText("1");
	}

	@Test
	void importedTracesAreMarkedAndStayOutUnlessChosen(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("trace.json");
		Files.writeString(file,
				"""
						{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"elsewhere"}}]},
						"scopeSpans":[{"spans":[{"traceId":"0123456789abcdef0123456789abcdef","spanId":"0123456789abcdef","name":"GET /imported",
						"kind":2,"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000100000000"}]}]}]}""");
		this.http.get("/hello");
		this.page.locator("input[type=file]").setInputFiles(file);
		assertThat(row("/imported").locator(".badge")).hasText("imported");
		assertThat(row("/hello").locator(".badge")).hasCount(0);
		assertThat((Boolean) row("/imported").locator(".c-time").evaluate("(it) => it.scrollWidth <= it.clientWidth"))
			.isTrue();
		this.reader.screenshot("imported");
		for (String hash : List.of("#/insights", "#/map?view=table")) {
			this.reader.open(hash);
			Locator main = this.page.locator("main");
			assertThat(main).containsText(hash.contains("map") ? "shop" : "/hello");
			assertThat(main).not().containsText(hash.contains("map") ? "elsewhere" : "/imported");
			this.page.getByRole(AriaRole.BUTTON, named("With imported")).click();
			assertThat(main).containsText(hash.contains("map") ? "elsewhere" : "/imported");
		}
	}

	private String focusedText() {
		return (String) this.page.evaluate("document.activeElement.textContent.replace(/[↑↓]/, '').trim()");
	}

}
